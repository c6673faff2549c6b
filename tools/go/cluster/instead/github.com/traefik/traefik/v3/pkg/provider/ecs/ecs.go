package ecs

import (
	"errors"

	"github.com/traefik/traefik/v3/pkg/config/dynamic"
	"github.com/traefik/traefik/v3/pkg/safe"
)

type Provider struct{}

func (*Provider) Init() error {
	return errors.New("this build of Traefik does not know ECS")
}

func (*Provider) Provide(chan<- dynamic.Message, *safe.Pool) error {
	return nil
}

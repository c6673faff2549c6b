package provider

import (
	"context"
	"errors"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/clients"
)

func kustomizeDirectory(context.Context, string, *clients.DynamicClientSet) ([]any, error) {
	return nil, errors.New("this build of the Kubernetes provider has no Kustomize")
}

package main

import (
	"log"

	"github.com/spf13/viper"

	"github.com/jaegertracing/jaeger/cmd/jaeger/internal"
	"github.com/jaegertracing/jaeger/internal/config"
)

func main() {
	command := internal.Command()
	config.AddFlags(viper.New(), command)
	if err := command.Execute(); err != nil {
		log.Fatal(err)
	}
}

package config

import "go.opentelemetry.io/collector/config/configauth"

type Authentication struct {
	configauth.Config `mapstructure:",squash"`
}

type Configuration struct {
	Authentication Authentication `mapstructure:"auth"`
}

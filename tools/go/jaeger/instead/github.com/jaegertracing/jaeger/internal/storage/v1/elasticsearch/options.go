package elasticsearch

import "github.com/jaegertracing/jaeger/internal/storage/elasticsearch/config"

func DefaultConfig() config.Configuration {
	return config.Configuration{}
}

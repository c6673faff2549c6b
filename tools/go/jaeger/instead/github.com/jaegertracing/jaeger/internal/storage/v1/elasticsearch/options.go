package elasticsearch

import (
	"github.com/jaegertracing/jaeger/internal/storage/elasticsearch/config"
	"github.com/jaegertracing/jaeger/internal/storage/v1"
)

func DefaultConfig() config.Configuration {
	return config.Configuration{}
}

func NewFactory() storage.Factory {
	return nil
}

func NewArchiveFactory() storage.Factory {
	return nil
}

package elasticsearch

import (
	"context"
	"errors"

	"go.opentelemetry.io/collector/extension/extensionauth"

	"github.com/jaegertracing/jaeger/internal/storage/elasticsearch/config"
	"github.com/jaegertracing/jaeger/internal/storage/v2/api/tracestore"
	"github.com/jaegertracing/jaeger/internal/telemetry"
)

func NewFactory(
	context.Context, config.Configuration, telemetry.Settings, extensionauth.HTTPClient,
) (tracestore.Factory, error) {
	return nil, errors.New("this build of Jaeger does not know Elasticsearch")
}

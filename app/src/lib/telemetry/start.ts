import { context, metrics, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { registerInstrumentations } from "@opentelemetry/instrumentation";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { defaultResource, detectResources, envDetector } from "@opentelemetry/resources";
import {
  AggregationType,
  createAllowListAttributesProcessor,
  MeterProvider,
} from "@opentelemetry/sdk-metrics";
import { AlwaysOnSampler, TracerProvider } from "@opentelemetry/sdk-trace";
import { DURATION_BUCKETS } from "@/lib/telemetry/metrics";
import { beginRequest, RequestPropagator, RouteNames } from "@/lib/telemetry/routes";

/** Kubernetes, Prometheus and the gates ask these all day: counted, they would hide how learners are served. */
const NOT_COUNTED = new Set(["/live", "/health", "/metrics"]);

/** Starts OpenTelemetry in this process: metrics at `:9464/metrics`. Call it once, before the server listens. */
export async function startTelemetry(source: Record<string, string | undefined>): Promise<void> {
  const resource = defaultResource().merge(detectResources({ detectors: [envDetector] }));
  const exporter = new PrometheusExporter({
    port: Number(source["OTEL_EXPORTER_PROMETHEUS_PORT"] ?? PrometheusExporter.DEFAULT_OPTIONS.port),
    withoutScopeInfo: true,
    preventServerStart: true,
  });
  const meterProvider = new MeterProvider({
    resource,
    readers: [exporter],
    views: [
      {
        instrumentName: "http.server.request.duration",
        name: "http.server.request.duration.seconds",
        aggregation: {
          type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
          options: { boundaries: DURATION_BUCKETS },
        },
        attributesProcessors: [
          createAllowListAttributesProcessor([
            "http.request.method",
            "http.route",
            "http.response.status_code",
          ]),
        ],
      },
      { instrumentName: "http.client.*", aggregation: { type: AggregationType.DROP } },
    ],
  });
  const tracerProvider = new TracerProvider({
    resource,
    // Always: routes and log lines hang on the spans, and a caller must not be able to switch them off.
    sampler: new AlwaysOnSampler(),
    spanProcessors: [new RouteNames()],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new RequestPropagator());
  metrics.setGlobalMeterProvider(meterProvider);
  trace.setGlobalTracerProvider(tracerProvider);
  registerInstrumentations({
    meterProvider,
    tracerProvider,
    instrumentations: [
      new HttpInstrumentation({
        ignoreIncomingRequestHook: ({ url }) => NOT_COUNTED.has(url?.split("?", 1)[0] ?? ""),
        disableOutgoingRequestInstrumentation: true,
        requestHook: beginRequest,
      }),
    ],
  });
  // Next.js loaded it before this ran, and what is loaded is instrumented when it is asked for again.
  process.getBuiltinModule("http");
  await exporter.startServer();
}

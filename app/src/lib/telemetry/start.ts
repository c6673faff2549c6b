import { context, metrics, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { registerInstrumentations } from "@opentelemetry/instrumentation";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { MongoDBInstrumentation } from "@opentelemetry/instrumentation-mongodb";
import { UndiciInstrumentation } from "@opentelemetry/instrumentation-undici";
import { defaultResource, detectResources, envDetector } from "@opentelemetry/resources";
import {
  AggregationType,
  createAllowListAttributesProcessor,
  MeterProvider,
  type ViewOptions,
} from "@opentelemetry/sdk-metrics";
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  TracerProvider,
  type SpanExporter,
} from "@opentelemetry/sdk-trace";
import { PrismaInstrumentation } from "@prisma/instrumentation";
import { AccessLog } from "@/lib/telemetry/access-log";
import { DURATION_BUCKETS } from "@/lib/telemetry/metrics";
import { traceRedis } from "@/lib/telemetry/redis-spans";
import { beginRequest, RequestPropagator, RouteNames } from "@/lib/telemetry/routes";
import { Scrubbed } from "@/lib/telemetry/scrubbing";

/** Kubernetes, Prometheus and the gates ask these all day: counted, they would hide how learners are served. */
const NOT_COUNTED = new Set(["/live", "/health", "/metrics"]);

const VIEWS: ViewOptions[] = [
  {
    instrumentName: "http.server.request.duration",
    name: "http.server.request.duration.seconds",
    aggregation: {
      type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
      options: { boundaries: DURATION_BUCKETS },
    },
    attributesProcessors: [
      createAllowListAttributesProcessor(["http.request.method", "http.route", "http.response.status_code"]),
    ],
  },
  // What the app waits for is measured where it is done, by route and stage.
  ...["http.client.*", "db.client.*"].map((instrumentName): ViewOptions => ({
    instrumentName,
    aggregation: { type: AggregationType.DROP },
  })),
];

export interface TelemetryOptions {
  metricsPort: number;
  /** Where spans go; without it none leaves the process. */
  exporter?: SpanExporter;
}

/**
 * Starts OpenTelemetry in this process, metrics at `/metrics`. Call it once, before anything that it watches. Returns
 * what makes the spans.
 */
export async function startTelemetry({ metricsPort, exporter }: TelemetryOptions): Promise<TracerProvider> {
  const resource = defaultResource().merge(detectResources({ detectors: [envDetector] }));
  const prometheus = new PrometheusExporter({
    // Its own choice is this machine alone.
    host: "0.0.0.0",
    port: metricsPort,
    withoutScopeInfo: true,
    preventServerStart: true,
  });
  const meterProvider = new MeterProvider({ resource, readers: [prometheus], views: VIEWS });
  const tracerProvider = new TracerProvider({
    resource,
    // Always: routes and log lines hang on the spans, and a caller must not be able to switch them off.
    sampler: new AlwaysOnSampler(),
    spanProcessors: [
      new RouteNames(),
      new AccessLog(),
      ...(exporter ? [new BatchSpanProcessor({ exporter: new Scrubbed(exporter) })] : []),
    ],
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
      // Also where no span leaves: it carries the trace id on, which the ML service's log lines bear.
      new UndiciInstrumentation(),
      ...(exporter
        ? [
            new MongoDBInstrumentation(),
            new PrismaInstrumentation({ ignoreSpanTypes: [/^prisma:client:(?!operation|db_query)/] }),
          ]
        : []),
    ],
  });
  if (exporter) traceRedis();
  // Next.js loaded it before this ran, and what is loaded is instrumented when it is asked for again.
  process.getBuiltinModule("http");
  await prometheus.startServer();
  return tracerProvider;
}

import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { activeLearners } from "@/lib/active-learners";
import { captureConsole } from "@/lib/console";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { startMetrics } from "@/lib/telemetry/metrics";
import { startTelemetry } from "@/lib/telemetry/start";

/** Checks the environment before the first request; a server that cannot work must not look alive. */
export async function prepareServer(): Promise<void> {
  try {
    // next-auth reads its public address from this variable only.
    process.env["NEXTAUTH_URL"] = env().APP_URL;
    // Next.js would add a span to each fetch that has one already, with the address in its name.
    process.env["NEXT_OTEL_FETCH_DISABLED"] = "1";
    if (process.env.NODE_ENV === "production") captureConsole();
    if (!env().OTEL_SDK_DISABLED)
      await startTelemetry({
        metricsPort: env().OTEL_EXPORTER_PROMETHEUS_PORT,
        // The exporter reads where to send from the same variable.
        exporter: env().OTEL_EXPORTER_OTLP_ENDPOINT ? new OTLPTraceExporter() : undefined,
      });
    const dsn = env().SENTRY_DSN;
    if (dsn) (await import("@/lib/errors/server")).reportServerErrors(dsn);
    // It brings the data stores' clients, which telemetry must have met before they are loaded.
    await (await import("@/lib/updates/start")).startUpdates();
    startMetrics(() => activeLearners.count());
    log.info("started");
  } catch (error) {
    log.fatal(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}

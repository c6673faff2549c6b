import {
  captureException,
  dedupeIntegration,
  init,
  onUncaughtExceptionIntegration,
  onUnhandledRejectionIntegration,
} from "@sentry/node";
import { trace } from "@opentelemetry/api";
import { sendReports } from "@/lib/errors/report";
import { COLLECTED, scrub } from "@/lib/errors/scrubbing";

/** Sends what `report` is told, and what nobody caught, to Sentry. Release and environment are Sentry's own variables. */
export function reportServerErrors(dsn: string): void {
  init({
    dsn,
    defaultIntegrations: false,
    integrations: [onUncaughtExceptionIntegration(), onUnhandledRejectionIntegration(), dedupeIntegration()],
    dataCollection: COLLECTED,
    includeLocalVariables: false,
    sendClientReports: false,
    // OpenTelemetry watches this process.
    enableRuntimeChannelInjection: false,
    beforeSend: (event, hint) => {
      const traceId = trace.getActiveSpan()?.spanContext().traceId;
      return { ...scrub(event, hint), tags: traceId ? { trace_id: traceId } : undefined };
    },
  });
  sendReports((error) => captureException(error));
}

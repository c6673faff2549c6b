import { SpanKind } from "@opentelemetry/api";
import { hrTimeToMilliseconds } from "@opentelemetry/core";
import { NoopSpanProcessor, type ReadableSpan } from "@opentelemetry/sdk-trace";
import { log } from "@/lib/log";

/**
 * A log line for every request that reached a route or failed: what was asked for and how it ended, nothing of who
 * asked. A page's scripts and fonts have none.
 */
export class AccessLog extends NoopSpanProcessor {
  override onEnd(span: ReadableSpan): void {
    // Next.js has spans of this kind as well, inside the HTTP instrumentation's.
    if (span.kind !== SpanKind.SERVER || !span.instrumentationScope.name.endsWith("/instrumentation-http"))
      return;
    const route = span.attributes["http.route"];
    const status = Number(span.attributes["http.response.status_code"]);
    if (!route && status < 400) return;
    const { traceId, spanId } = span.spanContext();
    log.info(
      {
        trace_id: traceId,
        span_id: spanId,
        method: span.attributes["http.request.method"],
        route,
        status,
        milliseconds: Math.round(hrTimeToMilliseconds(span.duration)),
      },
      "request",
    );
  }
}

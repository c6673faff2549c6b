import type { Attributes } from "@opentelemetry/api";
import type { ExportResult } from "@opentelemetry/core";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace";

// What a span may say. Everything else that a library notes (paths, hosts, addresses, user agents, statements) stays
// here.
const KEPT = new Set([
  "http.request.method",
  "http.route",
  "http.response.status_code",
  "error.type",
  "db.system.name",
  "db.operation.name",
  "db.collection.name",
  "next.route",
  "next.span_type",
  "method",
  "model",
]);

// Of Next.js's own spans those that take time: the request, its middleware, a page's rendering, a route's handler. The
// rest are steps of microseconds, most of a trace by number.
const WORK = new Set([
  "BaseServer.handleRequest",
  "Middleware.execute",
  "AppRender.getBodyResult",
  "AppRouteRouteHandlers.runHandler",
]);

function isWork({ attributes }: ReadableSpan): boolean {
  const step = attributes["next.span_type"];
  return typeof step !== "string" || WORK.has(step);
}

function kept(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => KEPT.has(key)));
}

function scrub(span: ReadableSpan): ReadableSpan {
  return {
    name: span.name,
    kind: span.kind,
    spanContext: () => span.spanContext(),
    parentSpanContext: span.parentSpanContext,
    startTime: span.startTime,
    endTime: span.endTime,
    duration: span.duration,
    ended: span.ended,
    status: { code: span.status.code },
    attributes: kept(span.attributes),
    links: [],
    // Exceptions are events, and their messages may quote what a person sent.
    events: [],
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** Exports the spans that tell something, with the attributes above, without messages and events. */
export class Scrubbed implements SpanExporter {
  constructor(private readonly exporter: SpanExporter) {}

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.exporter.export(spans.filter(isWork).map(scrub), done);
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  forceFlush(): Promise<void> {
    return this.exporter.forceFlush?.() ?? Promise.resolve();
  }
}

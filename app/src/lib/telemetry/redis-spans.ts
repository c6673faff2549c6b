import { tracingChannel } from "node:diagnostics_channel";
import { SpanKind, SpanStatusCode, trace, type Span } from "@opentelemetry/api";

interface Command {
  command: string;
}

/**
 * A span for every command, from the channel on which the Redis client tells of them. OpenTelemetry's own
 * instrumentation ends at the client's version 5. Keys and values stay out: keys may name a person.
 */
export function traceRedis(): void {
  const spans = new WeakMap<Command, Span>();
  tracingChannel<string, Command>("node-redis:command").subscribe({
    start(message) {
      const attributes = { "db.system.name": "redis", "db.operation.name": message.command };
      const options = { kind: SpanKind.CLIENT, attributes };
      spans.set(message, trace.getTracer("lexfix").startSpan(`redis ${message.command}`, options));
    },
    error: (message) => spans.get(message)?.setStatus({ code: SpanStatusCode.ERROR }),
    asyncEnd: (message) => spans.get(message)?.end(),
    end: () => undefined,
    asyncStart: () => undefined,
  });
}

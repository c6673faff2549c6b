import { trace } from "@opentelemetry/api";
import { pino, type DestinationStream, type Logger } from "pino";

/** The trace that a line belongs to. */
function tracing(): Record<string, string> {
  const span = trace.getActiveSpan()?.spanContext();
  return span ? { trace_id: span.traceId, span_id: span.spanId } : {};
}

/** A log of JSON lines, on standard output unless told otherwise. */
export function jsonLog(destination?: DestinationStream): Logger {
  return pino(
    {
      level: process.env["LOG_LEVEL"] ?? "info",
      base: { service: "lexfix-app", version: process.env["LEXFIX_VERSION"] ?? "dev" },
      messageKey: "message",
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: tracing,
      redact: ["email", "*.email", "password", "*.password", "cookie", "*.cookie"],
    },
    destination ?? pino.destination(1),
  );
}

/** Never log an e-mail, a name, a recording, an id of a person or a session, or the message of a library's error. */
export const log = jsonLog();

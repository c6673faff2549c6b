import { tracingChannel } from "node:diagnostics_channel";
import { SpanStatusCode, trace } from "@opentelemetry/api";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { traceRedis } from "@/lib/telemetry/redis-spans";

const exporter = new InMemorySpanExporter();

beforeAll(() => {
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  );
  traceRedis();
});
beforeEach(() => exporter.reset());

/** Tells of a command as the Redis client does. */
function command(outcome: Promise<unknown>): Promise<unknown> {
  const channel = tracingChannel<string, { command: string; args: string[] }>("node-redis:command");
  return channel.tracePromise(() => outcome, { command: "GET", args: ["GET", "session:canary"] });
}

test("a command becomes a span with its name and nothing of its key", async () => {
  await command(Promise.resolve("value"));
  const [span] = exporter.getFinishedSpans();
  expect(span?.name).toBe("redis GET");
  expect(span?.attributes).toEqual({ "db.system.name": "redis", "db.operation.name": "GET" });
  expect(span?.status.code).toBe(SpanStatusCode.UNSET);
});

test("a command that failed ends as a failed span", async () => {
  await expect(command(Promise.reject(new Error("away")))).rejects.toThrow("away");
  expect(exporter.getFinishedSpans()).toMatchObject([{ status: { code: SpanStatusCode.ERROR } }]);
});

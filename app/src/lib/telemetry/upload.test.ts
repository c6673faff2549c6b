// One upload with everything real but the stores and the learner: the route, the HTTP server, OpenTelemetry, the log.
import type { IncomingHttpHeaders, Server } from "node:http";
import { Readable } from "node:stream";
import { context, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";
import { InMemorySpanExporter, type ReadableSpan, type TracerProvider } from "@opentelemetry/sdk-trace";
import { flush } from "@sentry/node";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { POST } from "@/app/api/attempts/route";
import type * as Log from "@/lib/log";
import { captureConsole } from "@/lib/console";
import { reportServerErrors } from "@/lib/errors/server";
import { startTelemetry } from "@/lib/telemetry/start";
import { listening } from "@/lib/testing/listening";
import { freePort } from "@/lib/testing/ports";
import { recorder, type Recorder } from "@/lib/testing/sentry";
import { pronunciationOf } from "@/lib/testing/pronunciations";

const CANARY = "canary";
const ADDRESS = "203.0.113.77";
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const LEARNER = { id: "1b671a64-40d5-491e-99b0-da01ff1f3341", name: CANARY };
const PHRASE = { id: "6ec0bd7f-11c0-43da-975e-2a8ad9ebae0b", text: `a ${CANARY}` };

const written = vi.hoisted((): string[] => []);
vi.mock("@/lib/log", async (original) => {
  const { jsonLog } = await original<typeof Log>();
  return { log: jsonLog({ write: (line) => written.push(line) }) };
});
vi.mock("@/lib/active-learners", () => ({ activeLearners: { note: () => Promise.resolve() } }));
vi.mock("@/lib/updates/practice", () => ({ tellPractised: () => Promise.resolve() }));
vi.mock("next/server", () => ({ after: (task: () => unknown) => void task() }));
vi.mock("@/lib/auth", () => ({ audit: vi.fn() }));
vi.mock("@/lib/current-user", () => ({ currentUser: () => Promise.resolve(LEARNER) }));
vi.mock("@/lib/db", () => ({ db: () => ({ phrase: { findUnique: () => Promise.resolve(PHRASE) } }) }));
vi.mock("@/lib/attempts", () => ({
  findAttempt: () => Promise.resolve(null),
  storeAttempt: (_: string, __: string, ___: unknown, result: unknown) =>
    Promise.resolve({ id: "attempt-1", result }),
}));

const exporter = new InMemorySpanExporter();
const servers: Server[] = [];
let provider: TracerProvider;
let sentry: Recorder;
let app: string;
let metricsPort: number;
let asked: IncomingHttpHeaders;
let answer: { status: number; body: string };

beforeAll(async () => {
  metricsPort = await freePort();
  provider = await startTelemetry({ metricsPort, exporter });
  sentry = await recorder();
  reportServerErrors(sentry.dsn);
  captureConsole();
  const ml = await listening((request, response) => {
    asked = request.headers;
    request.resume().on("end", () => response.writeHead(answer.status).end(answer.body));
  });
  const upload = await listening((request, response) => {
    const body = Readable.toWeb(request) as ReadableStream;
    const init = { method: "POST", headers: request.headers as HeadersInit, body, duplex: "half" };
    void POST(new Request(`http://app${request.url}`, init)).then(async (answered) => {
      response.writeHead(answered.status).end(await answered.text());
    });
  });
  servers.push(ml.server, upload.server, sentry.server);
  app = upload.address;
  Object.assign(process.env, {
    DATABASE_URL: "postgresql://nowhere/lexfix",
    MONGODB_URL: "mongodb://nowhere/lexfix",
    REDIS_URL: "redis://127.0.0.1:9/0",
    AUTH_SECRET: "0123456789abcdef0123456789abcdef",
    ML_URL: ml.address,
    APP_URL: "http://app",
  });
});
afterAll(() => servers.forEach((server) => server.close()));
beforeEach(() => {
  answer = {
    status: 200,
    body: JSON.stringify(pronunciationOf(PHRASE.text, [["canary", "k", "c", "great", "k"]])),
  };
});

async function upload(headers: Record<string, string> = {}): Promise<number> {
  const form = new FormData();
  form.set("phraseId", PHRASE.id);
  form.set("recordingId", "7d444840-9dc0-11d1-b245-5ffdce74fad2");
  form.set("audio", new File([new Uint8Array([1])], `${CANARY}.webm`, { type: "audio/webm" }));
  // A browser knows nothing of OpenTelemetry.
  const response = await context.with(suppressTracing(context.active()), () =>
    fetch(`${app}/api/attempts?email=${CANARY}@example.org`, {
      method: "POST",
      body: form,
      headers,
    }),
  );
  await response.arrayBuffer();
  return response.status;
}

async function spans(): Promise<ReadableSpan[]> {
  await provider.forceFlush();
  return exporter.getFinishedSpans();
}

test("the caller's trace goes on through the app to the ML service", async () => {
  expect(await upload({ traceparent: `00-${TRACE}-00f067aa0ba902b7-00` })).toBe(201);
  const traced = (await spans()).filter((span) => span.spanContext().traceId === TRACE);
  const server = traced.find(
    (span) => span.kind === SpanKind.SERVER && span.parentSpanContext?.spanId === "00f067aa0ba902b7",
  );
  const client = traced.find((span) => span.parentSpanContext?.spanId === server?.spanContext().spanId);
  expect(client?.kind).toBe(SpanKind.CLIENT);
  expect(asked["traceparent"]).toBe(`00-${TRACE}-${client?.spanContext().spanId}-01`);
});

test("a span of a failed request keeps that it failed, and nothing of what was sent", async () => {
  answer = { status: 500, body: CANARY };
  exporter.reset();
  expect(await upload()).toBe(503);
  const [server] = (await spans()).filter((span) => span.attributes["http.response.status_code"] === 503);
  expect(server?.status).toEqual({ code: SpanStatusCode.ERROR });
});

test("a request and its failure are lines of JSON with level, message and trace", async () => {
  answer = { status: 500, body: CANARY };
  const traceId = TRACE.replace(/^4/, "5");
  await upload({ traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
  const lines = written.map((line) => JSON.parse(line) as Record<string, unknown>);
  const span = lines.find((line) => line["trace_id"] === traceId && line["status"] === 503)?.["span_id"];
  expect(span).toMatch(/^[0-9a-f]{16}$/);
  expect(lines.filter((line) => line["span_id"] === span)).toMatchObject([
    {
      level: "error",
      message: "attempt not scored",
      error: { type: "MlUnavailable", message: "the ML service answered 500" },
    },
    { level: "info", message: "request", method: "POST", status: 503 },
  ]);
});

test("no personal data is told", async () => {
  const personal = {
    cookie: `next-auth.session-token=${CANARY}`,
    "user-agent": CANARY,
    "x-forwarded-for": ADDRESS,
    from: `${CANARY}@example.org`,
  };
  expect(await upload(personal)).toBe(201);
  answer = { status: 200, body: `{"${CANARY}` };
  expect(await upload(personal)).toBe(503);
  console.error(new Error(CANARY), { email: `${CANARY}@example.org` });
  const page = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const sent = JSON.stringify(
    (await spans()).map(({ name, attributes, events, status }) => [name, attributes, events, status]),
  );
  await flush();
  expect(page).toContain("POST");
  expect(sent).toContain("POST");
  expect(written.join("")).toContain("POST");
  expect(sentry.events()).not.toEqual([]);
  for (const told of [page, sent, written.join(""), sentry.envelopes.join("")]) {
    expect(told).not.toContain(CANARY);
    expect(told).not.toContain(ADDRESS);
    expect(told).not.toContain(LEARNER.id);
  }
});

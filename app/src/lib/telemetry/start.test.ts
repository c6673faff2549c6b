import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { context, propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseMetrics, type Sample } from "@/lib/testing/metrics";
import { freePort } from "@/lib/testing/ports";
import {
  countRecording,
  countSignIn,
  DURATION_BUCKETS,
  recordFeedback,
  startMetrics,
} from "@/lib/telemetry/metrics";
import { startTelemetry } from "@/lib/telemetry/start";

let port: number;
let server: Server;
let address: string;
let learners: () => Promise<number>;
let answer: RequestListener;

beforeAll(async () => {
  port = await freePort();
  process.env["OTEL_SERVICE_NAME"] = "app";
  process.env["OTEL_RESOURCE_ATTRIBUTES"] = "service.version=sha256:abc,deployment.environment.name=test";
  await startTelemetry({ metricsPort: port });
  startMetrics(() => learners());
  learners = () => Promise.resolve(3);
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

async function metrics(): Promise<Sample[]> {
  return parseMetrics(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
}

/** Samples called `name`, with the labels that are asked for. */
async function find(name: string, labels: Record<string, string> = {}): Promise<Sample[]> {
  return (await metrics()).filter(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  );
}

async function ask(path: string, init?: RequestInit): Promise<void> {
  await (await fetch(`${address}${path}`, init)).arrayBuffer();
}

/** Answers as Next.js does: a span that names the route, then the status. */
function asNext(route: string, status: number): RequestListener {
  return (_, response) => {
    trace
      .getTracer("next.js")
      .startSpan("render", { attributes: { "next.route": route } })
      .end();
    response.writeHead(status).end();
  };
}

test("a request is counted by method, route pattern and status, and by nothing else", async () => {
  answer = asNext("/learners/[learner]", 200);
  await ask("/learners/1b671a64?name=canary");
  const [count, ...others] = await find("http_server_request_duration_seconds_count", {
    http_route: "/learners/[learner]",
  });
  expect(others).toEqual([]);
  expect(count).toMatchObject({ value: 1 });
  expect(count?.labels).toEqual({
    http_request_method: "GET",
    http_response_status_code: "200",
    http_route: "/learners/[learner]",
  });
});

test("an answer of 5xx is counted under its route", async () => {
  answer = asNext("/api/attempts", 503);
  await ask("/api/attempts", { method: "POST" });
  const labels = {
    http_request_method: "POST",
    http_route: "/api/attempts",
    http_response_status_code: "503",
  };
  expect(await find("http_server_request_duration_seconds_count", labels)).toHaveLength(1);
});

test("a page is found behind proxy.ts, where Next.js goes on from the headers alone", async () => {
  answer = (request, response) => {
    const afresh = propagation.extract(ROOT_CONTEXT, request.headers);
    context.with(afresh, () => asNext("/settings", 200)(request, response));
  };
  await ask("/settings");
  expect(await find("http_server_request_duration_seconds_count", { http_route: "/settings" })).toHaveLength(
    1,
  );
});

test("a request that reached no route never shows its path", async () => {
  answer = (_, response) => response.writeHead(404).end();
  await ask("/wp-admin/canary");
  const [count] = await find("http_server_request_duration_seconds_count", {
    http_response_status_code: "404",
  });
  expect(count?.labels).toEqual({ http_request_method: "GET", http_response_status_code: "404" });
});

test("probes and scrapes are not counted", async () => {
  const total = async () =>
    (await find("http_server_request_duration_seconds_count")).reduce((sum, { value }) => sum + value, 0);
  const before = await total();
  answer = asNext("/live", 200);
  await ask("/live");
  await ask("/health?deep=1");
  expect(await total()).toBe(before);
});

test("every duration has the agreed buckets", async () => {
  recordFeedback(1.2);
  answer = asNext("/lessons", 200);
  await ask("/lessons");
  for (const name of ["http_server_request_duration_seconds", "lexfix_feedback_duration_seconds"]) {
    const bounds = new Set((await find(`${name}_bucket`)).map(({ labels }) => labels["le"]));
    expect([...bounds]).toEqual([...DURATION_BUCKETS.map(String), "+Inf"]);
  }
});

test("sign-ins and recordings are counted by outcome, from zero", async () => {
  expect(await find("lexfix_sign_ins_total", { outcome: "failure" })).toMatchObject([{ value: 0 }]);
  countSignIn("failure");
  countRecording("deleted");
  expect(await find("lexfix_sign_ins_total", { outcome: "failure" })).toMatchObject([{ value: 1 }]);
  expect(await find("lexfix_recordings_total", { outcome: "deleted" })).toMatchObject([{ value: 1 }]);
  expect(await find("lexfix_recordings_total", { outcome: "kept" })).toMatchObject([{ value: 0 }]);
});

test("the active learners are asked for at every scrape, and are no number while nobody knows", async () => {
  expect(await find("lexfix_active_learners")).toMatchObject([{ value: 3 }]);
  learners = () => Promise.reject(new Error("Redis is away"));
  expect(await find("lexfix_active_learners")).toMatchObject([{ value: NaN }]);
});

test("the target says which version of which service it is", async () => {
  const [target] = await find("target_info");
  expect(target?.labels).toMatchObject({
    service_name: "app",
    service_version: "sha256:abc",
    deployment_environment_name: "test",
  });
});

import { expect, test } from "vitest";
import { checkHealth } from "@/lib/health";

const ok = () => Promise.resolve();
const never = () => new Promise(() => undefined);

test("everything that answers is healthy", async () => {
  const health = await checkHealth("v1", { postgres: ok, redis: ok }, () => undefined);
  expect(health).toEqual({
    status: "ok",
    version: "v1",
    checks: { postgres: { ok: true }, redis: { ok: true } },
  });
});

test("what does not answer is named, and its secrets stay in the log", async () => {
  const failures: string[] = [];
  const down = () => Promise.reject(new Error("connect postgresql://user:secret@db"));
  const health = await checkHealth("v1", { postgres: down, redis: ok }, (name) => failures.push(name));
  expect(health.status).toBe("degraded");
  expect(health.checks).toEqual({ postgres: { ok: false, reason: "not reachable" }, redis: { ok: true } });
  expect(failures).toEqual(["postgres"]);
});

test("what hangs does not hang the answer", async () => {
  const health = await checkHealth("v1", { ml: never }, () => undefined, 10);
  expect(health.checks).toEqual({ ml: { ok: false, reason: "no answer in time" } });
});

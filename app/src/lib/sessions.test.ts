import { expect, test } from "vitest";
import { SESSION_SECONDS, Sessions, type SessionBackend } from "@/lib/sessions";

function memory() {
  const values = new Map<string, string>();
  const lifetimes: number[] = [];
  const backend: SessionBackend = {
    set: (key, value, options) => {
      lifetimes.push(options.expiration.value);
      return Promise.resolve(values.set(key, value));
    },
    get: (key) => Promise.resolve(values.get(key) ?? null),
    del: (key) => Promise.resolve(values.delete(key)),
  };
  return { values, lifetimes, sessions: new Sessions(() => Promise.resolve(backend)) };
}

test("a session is read by its id until it ends", async () => {
  const { sessions, lifetimes } = memory();
  const id = await sessions.create({ sub: "user-1" });
  expect(lifetimes).toEqual([SESSION_SECONDS]);
  expect(await sessions.read(id)).toEqual({ sub: "user-1" });
  await sessions.end(id);
  expect(await sessions.read(id)).toBeNull();
});

test("ids are opaque and never the same, and the store does not hold them", async () => {
  const { sessions, values } = memory();
  const first = await sessions.create({ sub: "user-1" });
  const second = await sessions.create({ sub: "user-1" });
  expect(first).not.toBe(second);
  expect(first).toMatch(/^[\w-]{43}$/);
  expect([...values.keys()].join()).not.toContain(first);
});

test("an id that was never given out is nobody", async () => {
  expect(await memory().sessions.read("guess")).toBeNull();
});

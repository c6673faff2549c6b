import { expect, test } from "vitest";
import { addressOf, SignInLimit, type CounterBackend } from "@/lib/rate-limit";

function memory() {
  const counts = new Map<string, number>();
  const backend: CounterBackend = {
    incr: (key) => {
      counts.set(key, (counts.get(key) ?? 0) + 1);
      return Promise.resolve(counts.get(key)!);
    },
    expire: () => Promise.resolve(1),
    del: (keys) => Promise.resolve(keys.forEach((key) => counts.delete(key))),
  };
  return { counts, limit: new SignInLimit(() => Promise.resolve(backend)) };
}

async function allowedTries(limit: SignInLimit, tries: number, who: (index: number) => [string, string]) {
  let allowed = 0;
  for (let index = 0; index < tries; index++) if (await limit.allows(...who(index))) allowed++;
  return allowed;
}

test("a person may fail eight times from one place", async () => {
  const { limit } = memory();
  expect(await allowedTries(limit, 20, () => ["sam@example.org", "10.0.0.1"])).toBe(8);
});

test("guessing one person's password from many places ends too", async () => {
  const { limit } = memory();
  expect(await allowedTries(limit, 100, (index) => ["sam@example.org", `10.0.0.${index}`])).toBe(40);
});

test("guessing many people's passwords from one place ends too", async () => {
  const { limit } = memory();
  expect(await allowedTries(limit, 100, (index) => [`${index}@example.org`, "10.0.0.1"])).toBe(60);
});

test("a right password gives the person all their tries back", async () => {
  const { limit } = memory();
  await allowedTries(limit, 8, () => ["sam@example.org", "10.0.0.1"]);
  await limit.clear("sam@example.org", "10.0.0.1");
  expect(await limit.allows("sam@example.org", "10.0.0.1")).toBe(true);
});

test("neither e-mail nor address is kept in clear", async () => {
  const { limit, counts } = memory();
  await limit.allows("sam@example.org", "10.0.0.1");
  expect([...counts.keys()].join()).not.toMatch(/sam|10\.0/);
});

test("the address is the one that the ingress added, not one that the caller made up", () => {
  expect(addressOf("1.2.3.4, 10.0.0.1")).toBe("10.0.0.1");
  expect(addressOf("10.0.0.1")).toBe("10.0.0.1");
  expect(addressOf(undefined)).toBe("unknown");
});

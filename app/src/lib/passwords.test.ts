import { expect, test } from "vitest";
import { hashPassword, verifyPassword } from "@/lib/passwords";

test("a password matches its own hash and no other", async () => {
  const hash = await hashPassword("open sesame");
  expect(hash).toContain("$argon2id$");
  expect(await verifyPassword(hash, "open sesame")).toBe(true);
  expect(await verifyPassword(hash, "open  sesame")).toBe(false);
});

test("a hash that is damaged lets nobody in", async () => {
  expect(await verifyPassword("not a hash", "open sesame")).toBe(false);
});

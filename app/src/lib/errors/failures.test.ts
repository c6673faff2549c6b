import { expect, test } from "vitest";
import { describe, Failure } from "@/lib/errors/failures";

test("an error of our own keeps its message", () => {
  expect(describe(new Failure("the ML service answered 500"))).toMatchObject({
    type: "Failure",
    message: "the ML service answered 500",
  });
});

test("an error of a library keeps its type, code and place, and not its message, which may quote a person", () => {
  const error = Object.assign(new TypeError("canary\n  in two lines"), { code: "P2002" });
  const described = describe(error);
  expect(described).toMatchObject({ type: "TypeError", code: "P2002" });
  expect(described.places?.[0]).toContain("failures.test.ts");
  expect(JSON.stringify(described)).not.toContain("canary");
});

test("causes are described alike", () => {
  const error = new Failure("the ML service did not answer", { cause: new Error("canary") });
  expect(describe(error).cause).toMatchObject({ type: "Error" });
  expect(JSON.stringify(describe(error))).not.toContain("canary");
});

test("what is not an error, or calls itself by odd codes, tells nothing of itself", () => {
  expect(describe("canary")).toEqual({ type: "string" });
  expect(describe(Object.assign(new Error(), { code: "canary at home" })).code).toBeUndefined();
});

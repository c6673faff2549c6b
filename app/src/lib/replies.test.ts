import { expect, test } from "vitest";
import { refusals, refuse } from "@/lib/replies";

test("a refusal is a code for the program and a sentence for the person", async () => {
  const response = refuse(422, "silence", "We could not hear you.");
  expect(response.status).toBe(422);
  expect(await response.json()).toEqual({ code: "silence", message: "We could not hear you." });
});

test.each(Object.entries(refusals))(
  "%s is said in kind sentences that are not cached",
  async (_, refusal) => {
    const response = refusal();
    const { message } = (await response.json()) as { message: string };
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(message).toMatch(/^[A-Z].*\.$/);
    expect(response.headers.get("cache-control")).toBe("no-store");
  },
);

import { expect, test } from "vitest";
import { verdictSchema } from "@/lib/pronunciation";
import { storedVerdict, verdictOf } from "@/lib/stored-verdict";

test("every verdict comes back from the table as it went in", () => {
  const verdicts = verdictSchema.options;
  expect(verdicts.map((verdict) => verdictOf(storedVerdict(verdict)))).toEqual(verdicts);
});

test("the version before reads only verdicts that it knows", () => {
  const known = ["great", "close", "practise"];
  for (const verdict of verdictSchema.options) expect(known).toContain(storedVerdict(verdict).verdict);
});

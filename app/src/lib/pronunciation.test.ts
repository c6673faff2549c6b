import { expect, test } from "vitest";
import { isScored, outcomeSchema, pronunciationSchema } from "@/lib/pronunciation";
import { notSaid, pronunciationOf } from "@/lib/testing/pronunciations";

const GREAT = { verdict: "great", score: 90 } as const;

test("a result stored before there were outcomes is one that was said once", () => {
  const { outcome, heard, sayings, fluency, completeness, ...old } = pronunciationOf("a cat", [
    ["cat", "k", "c", "practise", "t"],
  ]);
  expect([outcome, heard, sayings, fluency, completeness]).toEqual(["said", null, 1, 80, 100]);
  expect(pronunciationSchema.parse(old)).toEqual({
    ...old,
    outcome: "said",
    heard: null,
    sayings: 1,
    fluency: null,
    completeness: null,
  });
});

test("an answer with an outcome or a number of sayings that nobody agreed on is refused", () => {
  const agreed = pronunciationOf("a cat", []);
  expect(pronunciationSchema.safeParse({ ...agreed, outcome: "sung" }).success).toBe(false);
  expect(pronunciationSchema.safeParse({ ...agreed, sayings: 0 }).success).toBe(false);
});

test("neither a phrase nor a word with a sound to practise is great", () => {
  const result = pronunciationOf("a red hat", [["red", "r", "r", "practise", "w"]], GREAT);
  result.words.forEach((word) => Object.assign(word, GREAT));
  const { verdict, words } = pronunciationSchema.parse(result);
  expect(verdict).toBe("close");
  expect(words.map((word) => [word.text, word.verdict])).toEqual([
    ["a", "great"],
    ["red", "close"],
    ["hat", "great"],
  ]);
});

test("a phrase with sounds that are close, or that nobody can tell, may be great", () => {
  const sounds = pronunciationOf(
    "a cat",
    [
      ["cat", "k", "c", "close"],
      ["cat", "t", "t", "unsure"],
    ],
    GREAT,
  );
  expect(pronunciationSchema.parse(sounds).verdict).toBe("great");
});

test("only a phrase that was said, and about which the model is sure, has a score", () => {
  const scored = outcomeSchema.options.filter((outcome) => isScored({ outcome, verdict: "close" }));
  expect(scored).toEqual(["said"]);
  expect(isScored({ outcome: "said", verdict: "unsure" })).toBe(false);
  expect(isScored(notSaid("a cat", "unclear"))).toBe(false);
});

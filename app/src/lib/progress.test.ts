import { expect, test } from "vitest";
import { bestVerdicts, hardestSounds, lessonProgress } from "@/lib/progress";
import type { Pronunciation, Verdict } from "@/lib/pronunciation";
import { storedVerdict } from "@/lib/stored-verdict";
import { notSaid, pronunciationOf } from "@/lib/testing/pronunciations";

const phrases = [
  { id: "two", position: 2 },
  { id: "one", position: 1 },
  { id: "three", position: 3 },
];

const attempt = (phraseId: string, verdict: Verdict) => ({ phraseId, ...storedVerdict(verdict) });

test("the best verdict of a phrase stays, whatever came later", () => {
  const best = bestVerdicts([
    attempt("one", "close"),
    attempt("one", "great"),
    attempt("one", "practise"),
    attempt("two", "practise"),
  ]);
  expect([...best]).toEqual([
    ["one", "great"],
    ["two", "practise"],
  ]);
});

test("a verdict that the model was sure of is better than one that it was not", () => {
  const best = bestVerdicts([
    attempt("one", "unsure"),
    attempt("two", "unsure"),
    attempt("two", "practise"),
    attempt("three", "practise"),
    attempt("three", "unsure"),
  ]);
  expect([...best]).toEqual([
    ["one", "unsure"],
    ["two", "practise"],
    ["three", "practise"],
  ]);
  expect(lessonProgress(phrases, best)).toMatchObject({ tried: 3, great: 0, nextPosition: 1 });
});

test("a lesson goes on at the first phrase that is not great yet", () => {
  const progress = lessonProgress(
    phrases,
    new Map([
      ["one", "great"],
      ["three", "close"],
    ] as const),
  );
  expect(progress).toEqual({ phrases: 3, tried: 2, great: 1, nextPosition: 2 });
});

test("a lesson begins, and begins again, at its first phrase", () => {
  expect(lessonProgress(phrases, new Map()).nextPosition).toBe(1);
  const all = new Map(phrases.map(({ id }) => [id, "great" as const]));
  expect(lessonProgress(phrases, all).nextPosition).toBe(1);
  expect(lessonProgress([], new Map())).toEqual({ phrases: 0, tried: 0, great: 0, nextPosition: 1 });
});

test("the hardest sounds come first; easy ones and sounds said once are left out", () => {
  const result = pronunciationOf("thin cat", [
    ["thin", "θ", "th", "practise"],
    ["thin", "ɪ", "i", "close"],
    ["cat", "k", "c", "great"],
  ]);
  const once = pronunciationOf("sun", [["sun", "s", "s", "practise"]]);
  const hardest = hardestSounds([result, result, once, { other: "shape" }], 5);
  expect(hardest).toEqual([
    { sound: "θ", average: 30, count: 2 },
    { sound: "ɪ", average: 65, count: 2 },
  ]);
  expect(hardestSounds([result, result], 1)).toHaveLength(1);
});

test("what the model was unsure of makes no sound hard", () => {
  const thin = (verdict: Verdict, outcome: Partial<Pronunciation> = {}) =>
    pronunciationOf("thin", [["thin", "θ", "th", verdict]], outcome);
  expect(hardestSounds([thin("practise"), thin("practise"), thin("unsure")], 5)).toEqual([
    { sound: "θ", average: 30, count: 2 },
  ]);
  const unsure = thin("practise", { verdict: "unsure" });
  expect(hardestSounds([unsure, unsure], 5)).toEqual([]);
});

test("a recording of something else makes no sound hard, even where an answer lists sounds", () => {
  const { words } = pronunciationOf("thin", [["thin", "θ", "th", "practise"]]);
  const otherWords = { ...notSaid("thin", "other_words"), words };
  expect(hardestSounds([otherWords, otherWords], 5)).toEqual([]);
});

import { expect, test } from "vitest";
import { bestVerdicts, hardestSounds, lessonProgress } from "@/lib/progress";
import { pronunciationOf } from "@/lib/testing/pronunciations";

const phrases = [
  { id: "two", position: 2 },
  { id: "one", position: 1 },
  { id: "three", position: 3 },
];

test("the best verdict of a phrase stays, whatever came later", () => {
  const best = bestVerdicts([
    { phraseId: "one", verdict: "close" },
    { phraseId: "one", verdict: "great" },
    { phraseId: "one", verdict: "practise" },
    { phraseId: "two", verdict: "practise" },
  ]);
  expect([...best]).toEqual([
    ["one", "great"],
    ["two", "practise"],
  ]);
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

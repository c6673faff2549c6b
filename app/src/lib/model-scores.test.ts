import { expect, test } from "vitest";
import { caveatsOf, modelLabel, newestScores, type ModelScores } from "@/lib/model-scores";

const scoresOf = (model: string, last: string): ModelScores => ({
  model,
  attempts: 2,
  average: 70,
  last: new Date(last),
});

const older = scoresOf("recogniser-789d938dc4", "2026-11-20");
const newer = scoresOf("recogniser-01ab23cd45", "2026-11-27");

test("the newest model is the one that scored last, in whatever order they come", () => {
  expect(newestScores([older, newer])).toBe(newer);
  expect(newestScores([newer, older])).toBe(newer);
  expect(newestScores([])).toBeNull();
});

test("two models are told apart by a short name", () => {
  expect([older, newer].map(({ model }) => modelLabel(model))).toEqual(["789d93", "01ab23"]);
  expect(modelLabel("test")).toBe("test");
});

test("an average of one model needs no explanation", () => {
  expect(caveatsOf(newer, 0, null)).toEqual([]);
  expect(caveatsOf(newer, 0, newer)).toEqual([]);
  expect(caveatsOf(null, 0, newer)).toEqual([]);
});

test("attempts of an older model are counted, and said not to be in the average", () => {
  expect(caveatsOf(newer, 12, null)).toEqual([
    "12 earlier attempts were scored by an older model and are not in the average or the hardest sounds.",
  ]);
  expect(caveatsOf(newer, 1, null)).toEqual([
    "1 earlier attempt was scored by an older model and is not in the average or the hardest sounds.",
  ]);
});

test("an average by an older model says so beside one by a newer", () => {
  expect(caveatsOf(older, 0, newer)).toEqual([expect.stringContaining("older model than others") as string]);
});

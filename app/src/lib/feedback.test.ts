import { expect, test } from "vitest";
import { notesOn, piecesOf, praise, VERDICTS } from "@/lib/feedback";
import { verdictSchema, type WordResult } from "@/lib/pronunciation";
import { pronunciationOf, type SoundSketch } from "@/lib/testing/pronunciations";

function pieces(text: string, sketches: SoundSketch[]) {
  const word = pronunciationOf(text, sketches).words[0] as WordResult;
  return piecesOf(text, word).map(({ letters, verdict }) => [letters, verdict]);
}

test("letters stand beside the sounds that they spell", () => {
  const sketches: SoundSketch[] = [
    ["thin", "θ", "th", "practise", "f"],
    ["thin", "ɪ", "i", "great"],
    ["thin", "n", "n", "close"],
  ];
  expect(pieces("thin", sketches)).toEqual([
    ["th", "practise"],
    ["i", "great"],
    ["n", "close"],
  ]);
});

test("silent letters stand alone, before, between and after the sounds", () => {
  const sketches: SoundSketch[] = [
    ["knight", "n", "n", "great"],
    ["knight", "aɪ", "i", "great"],
    ["knight", "t", "t", "great"],
  ];
  expect(pieces("knight", sketches)).toEqual([
    ["k", null],
    ["n", "great"],
    ["i", "great"],
    ["gh", null],
    ["t", "great"],
  ]);
  expect(pieces("home", [["home", "m", "m", "great"]]).at(-1)).toEqual(["e", null]);
});

test("sounds that share letters share a piece, with the less good verdict", () => {
  const result = pronunciationOf("box", [
    ["box", "b", "b", "great"],
    ["box", "ɒ", "o", "great"],
    ["box", "k", "x", "great"],
  ]);
  const word = result.words[0]!;
  word.sounds.push({ ...word.sounds[2]!, sound: "s", verdict: "practise" });
  const last = piecesOf("box", word).at(-1);
  expect(last).toMatchObject({ letters: "x", verdict: "practise" });
  expect(last?.sounds).toHaveLength(2);
});

test("the pieces of a word always spell the word, whatever the offsets", () => {
  const text = "a church";
  const word = pronunciationOf(text, [["church", "tʃ", "ch", "great"]]).words[1]!;
  const sound = word.sounds[0]!;
  word.sounds.push({ ...sound, start: 3, end: 6 }, { ...sound, start: 5, end: 99 });
  expect(
    piecesOf(text, word)
      .map(({ letters }) => letters)
      .join(""),
  ).toBe("church");
});

test("notes name the word, what was heard and what to try, the hardest sound first", () => {
  const notes = notesOn(
    pronunciationOf("thin cat", [
      ["thin", "θ", "th", "practise", "f"],
      ["cat", "k", "c", "close"],
      ["cat", "t", "t", "great"],
    ]),
  );
  expect(notes).toHaveLength(2);
  expect(notes[0]).toMatchObject({
    word: "thin",
    spelling: "th",
    heard: "It sounded more like f as in fish.",
  });
  expect(notes[0]?.tip).toContain("between your teeth");
  expect(notes[1]).toMatchObject({ word: "cat", heard: "We could not hear it clearly." });
});

test("a sound heard as itself is not called another sound", () => {
  const notes = notesOn(pronunciationOf("red", [["red", "r", "r", "close", "ɹ"]]));
  expect(notes[0]?.heard).toBe("We could not hear it clearly.");
});

test("every verdict has a word, a sign of its own and kind words", () => {
  const icons = verdictSchema.options.map((verdict) => VERDICTS[verdict].icon);
  expect(new Set(icons).size).toBe(icons.length);
  for (const verdict of verdictSchema.options) {
    expect(praise(verdict).headline).toMatch(/!$/);
    expect(praise(verdict).detail).not.toMatch(/wrong|bad|fail|incorrect/i);
  }
});

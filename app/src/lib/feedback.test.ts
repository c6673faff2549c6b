import { expect, test } from "vitest";
import { aloud, notesOn, OUTCOMES, piecesOf, summarise, VERDICTS } from "@/lib/feedback";
import {
  isScored,
  outcomeSchema,
  verdictSchema,
  type Pronunciation,
  type Verdict,
  type WordResult,
} from "@/lib/pronunciation";
import { notSaid, pronunciationOf, type SoundSketch } from "@/lib/testing/pronunciations";

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

test("what the model is unsure of is neither a sound to try nor great", () => {
  const sketches: SoundSketch[] = [
    ["box", "b", "b", "unsure"],
    ["box", "k", "x", "close"],
  ];
  expect(notesOn(pronunciationOf("box", sketches)).map(({ spelling }) => spelling)).toEqual(["x"]);
  const word = pronunciationOf("box", [["box", "k", "x", "great"]]).words[0]!;
  word.sounds.push({ ...word.sounds[0]!, sound: "s", verdict: "unsure" });
  expect(piecesOf("box", word).at(-1)).toMatchObject({ letters: "x", verdict: "unsure" });
});

const said = (verdict: Verdict, rest: Partial<Pronunciation> = {}) =>
  pronunciationOf("a red hat", [], { verdict, score: 84.4, ...rest });
const every = [
  ...verdictSchema.options.map((verdict) => said(verdict)),
  notSaid("a red hat", "other_words"),
  notSaid("a red hat", "part", "a red"),
  notSaid("a red hat", "cut_off", "a red"),
  notSaid("a red hat", "cut_off", "hat"),
  notSaid("a red hat", "unclear"),
];

test("every verdict has a word and a sign of its own, and every outcome a word", () => {
  for (const of of ["label", "icon"] as const) {
    expect(new Set(verdictSchema.options.map((verdict) => VERDICTS[verdict][of])).size).toBe(4);
  }
  expect(new Set(outcomeSchema.options.map((outcome) => OUTCOMES[outcome])).size).toBe(5);
});

test("every result has kind words of its own, in whole sentences", () => {
  expect(new Set(every.map((result) => summarise(result).headline)).size).toBe(every.length);
  for (const result of every) {
    const { headline, detail } = summarise(result);
    expect(headline).toMatch(/^[A-Z].*[.!]$/);
    expect(detail).toMatch(/^[A-Z].*\.$/);
    expect(headline + detail).not.toMatch(/wrong|bad|fail|incorrect/i);
  }
});

test.each([
  ["another phrase", notSaid("a red hat", "other_words"), "sounded like other words", "Press Listen"],
  [
    "a part",
    notSaid("a red hat", "part", "a red"),
    "A good start",
    "We heard “a red”. Now say the whole phrase.",
  ],
  ["some part", notSaid("a red hat", "part"), "A good start", "We heard a part of the phrase. Now say"],
  [
    "a missing end",
    notSaid("a red, red hat", "cut_off", "a red, red"),
    "stopped before the end",
    "“a red, red”",
  ],
  [
    "a missing beginning",
    notSaid("a red hat", "cut_off", "red hat"),
    "began too late",
    "wait a moment, then say",
  ],
  ["a cut somewhere", notSaid("a red hat", "cut_off"), "stopped before the end", "then press Stop"],
  [
    "noise",
    notSaid("a red hat", "unclear"),
    "could not hear you clearly",
    "a quieter place, with one voice at a time",
  ],
])("%s is told in words that say what to do", (_, result, headline, detail) => {
  expect(summarise(result).headline).toContain(headline);
  expect(summarise(result).detail).toContain(detail);
});

test("a phrase said more than once is told so, and that the best one counts", () => {
  expect(summarise(said("great", { sayings: 3 })).detail).toMatch(
    /^You said it 3 times\. This is your best one\. That was clear\./,
  );
  expect(summarise(said("great")).detail).not.toContain("times");
});

test("a screen reader hears the score where there is one, and else what to do", () => {
  expect(aloud(said("great"))).toBe("Well said! 84 of 100.");
  for (const result of every.filter((one) => !isScored(one))) {
    expect(aloud(result)).toContain(summarise(result).detail);
    expect(aloud(result)).not.toContain("of 100");
  }
});

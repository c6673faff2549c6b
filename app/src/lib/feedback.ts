import {
  isScored,
  type Outcome,
  type Pronunciation,
  type SoundResult,
  type Verdict,
  type WordResult,
} from "@/lib/pronunciation";
import { helpFor } from "@/lib/sounds";

/** What a verdict is called, and the sign that stands beside its colour. */
export const VERDICTS: Record<Verdict, { label: string; icon: string }> = {
  great: { label: "Great", icon: "✓" },
  close: { label: "Close", icon: "≈" },
  practise: { label: "Practise", icon: "↻" },
  unsure: { label: "Not sure", icon: "?" },
};

/** What an outcome is called, for those who follow a learner. */
export const OUTCOMES: Record<Outcome, string> = {
  said: "Said",
  other_words: "Other words",
  part: "Only a part",
  cut_off: "Cut off",
  unclear: "Not clear",
};

/** What the model is sure of comes first, but nothing is great beside something that may not be. */
const WORST_FIRST: Verdict[] = ["practise", "close", "unsure", "great"];

/** A stretch of a word's letters with the sounds that they spell; silent letters have none. */
export interface Piece {
  letters: string;
  sounds: SoundResult[];
  /** The least good of its sounds, or null for silent letters and marks. */
  verdict: Verdict | null;
}

/** Cuts a word into pieces, letters beside the sounds they spell. Sounds that share letters share a piece. */
export function piecesOf(text: string, word: WordResult): Piece[] {
  const pieces: Piece[] = [];
  let at = word.start;
  const silent = (end: number) => {
    if (end > at) pieces.push({ letters: text.slice(at, end), sounds: [], verdict: null });
    at = Math.max(at, end);
  };
  for (const sound of [...word.sounds].sort((a, b) => a.start - b.start)) {
    const last = pieces.at(-1);
    if (sound.start < at && last && last.sounds.length > 0) {
      last.letters += text.slice(at, Math.min(sound.end, word.end));
      last.sounds.push(sound);
      last.verdict = worst(last.sounds.map((each) => each.verdict));
      at = Math.max(at, Math.min(sound.end, word.end));
      continue;
    }
    silent(Math.min(sound.start, word.end));
    const end = Math.min(Math.max(sound.end, at), word.end);
    pieces.push({ letters: text.slice(at, end), sounds: [sound], verdict: sound.verdict });
    at = end;
  }
  silent(word.end);
  return pieces;
}

function worst(verdicts: Verdict[]): Verdict | null {
  return WORST_FIRST.find((verdict) => verdicts.includes(verdict)) ?? null;
}

/** One sound as a sentence or two: what it was, what was heard, what to try. */
export interface SoundNote {
  word: string;
  spelling: string;
  like: string;
  verdict: Verdict;
  heard: string;
  tip: string;
}

/** Notes on every sound that could be better, the least good first; where the model is unsure there is nothing to say. */
export function notesOn(result: Pronunciation): SoundNote[] {
  return result.words
    .flatMap((word) => word.sounds.map((sound) => ({ word, sound })))
    .filter(({ sound }) => sound.verdict === "close" || sound.verdict === "practise")
    .sort((a, b) => a.sound.score - b.sound.score)
    .map(({ word, sound }) => noteOn(word, sound));
}

function noteOn(word: WordResult, sound: SoundResult): SoundNote {
  const { like, tip } = helpFor(sound.sound);
  const heardLike = sound.heard === null || sound.heard === sound.sound ? null : helpFor(sound.heard).like;
  return {
    word: word.text,
    spelling: sound.spelling || like.split(" ")[0] || sound.sound,
    like,
    verdict: sound.verdict,
    heard:
      heardLike === null || heardLike === like
        ? "We could not hear it clearly."
        : `It sounded more like ${heardLike}.`,
    tip,
  };
}

/** Kind words for the whole phrase: a headline, and what to do next. */
export interface Summary {
  headline: string;
  detail: string;
}

export function summarise(result: Pronunciation): Summary {
  switch (result.outcome) {
    case "said":
      return praise(result);
    case "other_words":
      return {
        headline: "That sounded like other words.",
        detail: "Press Listen to hear the phrase. Then try again.",
      };
    case "part":
      return { headline: "A good start!", detail: `${heardWords(result)} Now say the whole phrase.` };
    case "cut_off":
      return cutOff(result);
    case "unclear":
      return {
        headline: "We could not hear you clearly.",
        detail: "Find a quieter place, with one voice at a time. Then try again.",
      };
  }
}

const PRAISE: Record<Verdict, Summary> = {
  great: { headline: "Well said!", detail: "That was clear. You can go on, or say it again for fun." },
  close: {
    headline: "So close!",
    detail: "Most of it was clear. Look at the marked sounds and try once more.",
  },
  practise: { headline: "Good try!", detail: "This one is tricky. Listen once more, then take it slowly." },
  unsure: {
    headline: "Thank you for saying it!",
    detail: "This time we could not tell how it sounded. That is not your fault. You can say it once more.",
  },
};

function praise({ verdict, sayings }: Pronunciation): Summary {
  const { headline, detail } = PRAISE[verdict];
  const times = sayings > 1 ? `You said it ${sayings} times. This is your best one. ` : "";
  return { headline, detail: times + detail };
}

function heardWords({ heard }: Pronunciation): string {
  return heard === null ? "We heard a part of the phrase." : `We heard “${heard}”.`;
}

function cutOff(result: Pronunciation): Summary {
  const beganLate = result.heard !== null && !result.text.startsWith(result.heard);
  return beganLate
    ? {
        headline: "Your recording began too late.",
        detail: `${heardWords(result)} Press Record, wait a moment, then say the whole phrase.`,
      }
    : {
        headline: "Your recording stopped before the end.",
        detail: `${heardWords(result)} Say the whole phrase, wait a moment, then press Stop.`,
      };
}

/** The same for a screen reader, which says it when the result comes: short where there is a score to tell. */
export function aloud(result: Pronunciation): string {
  const { headline, detail } = summarise(result);
  return `${headline} ${isScored(result) ? `${Math.round(result.score)} of 100.` : detail}`;
}

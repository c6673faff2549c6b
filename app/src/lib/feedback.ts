import type { Pronunciation, SoundResult, Verdict, WordResult } from "@/lib/pronunciation";
import { helpFor } from "@/lib/sounds";

/** What a verdict is called, and the sign that stands beside its colour. */
export const VERDICTS: Record<Verdict, { label: string; icon: string }> = {
  great: { label: "Great", icon: "✓" },
  close: { label: "Close", icon: "≈" },
  practise: { label: "Practise", icon: "↻" },
};

const WORST_FIRST: Verdict[] = ["practise", "close", "great"];

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

/** Notes on every sound that was not great, the least good first. */
export function notesOn(result: Pronunciation): SoundNote[] {
  return result.words
    .flatMap((word) => word.sounds.map((sound) => ({ word, sound })))
    .filter(({ sound }) => sound.verdict !== "great")
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

/** Kind words for the whole phrase. */
export function praise(verdict: Verdict): { headline: string; detail: string } {
  switch (verdict) {
    case "great":
      return { headline: "Well said!", detail: "That was clear. You can go on, or say it again for fun." };
    case "close":
      return {
        headline: "So close!",
        detail: "Most of it was clear. Look at the marked sounds and try once more.",
      };
    case "practise":
      return { headline: "Good try!", detail: "This one is tricky. Listen once more, then take it slowly." };
  }
}

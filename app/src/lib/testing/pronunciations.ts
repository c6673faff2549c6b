import type { Outcome, Pronunciation, SoundResult, Verdict } from "@/lib/pronunciation";

/** A sound for a made-up result: word, IPA, spelling, verdict, what was heard. */
export type SoundSketch = [
  word: string,
  sound: string,
  spelling: string,
  verdict: Verdict,
  heard?: string | null,
];

const SCORES: Record<Verdict, number> = { great: 90, close: 65, practise: 30, unsure: 50 };

/** A result of the ML service for `text`, with these sounds laid over its letters from left to right. */
export function pronunciationOf(
  text: string,
  sketches: SoundSketch[],
  rest: Partial<Pronunciation> = {},
): Pronunciation {
  const words = [...text.matchAll(/[a-z']+/gi)].map((match) => {
    const start = match.index;
    let at = start;
    const sounds = sketches
      .filter(([word]) => word === match[0])
      .map(([, sound, spelling, verdict, heard = null]): SoundResult => {
        at = text.indexOf(spelling, at);
        const range = { start: at, end: at + spelling.length };
        at = range.end;
        return {
          sound,
          spelling,
          ...range,
          score: SCORES[verdict],
          verdict,
          heard,
          from_seconds: 0,
          to_seconds: 0.1,
        };
      });
    const verdict: Verdict = "close";
    return { text: match[0], start, end: start + match[0].length, score: 65, verdict, sounds };
  });
  return {
    text,
    outcome: "said",
    heard: null,
    sayings: 1,
    score: 65,
    verdict: "close",
    fluency: 80,
    completeness: 100,
    duration_seconds: 1,
    model: "test",
    words,
    ...rest,
  };
}

/** A result for a recording in which the phrase was not said, or not all of it. */
export function notSaid(
  text: string,
  outcome: Exclude<Outcome, "said">,
  heard: string | null = null,
): Pronunciation {
  const nothing = { words: [], fluency: null, completeness: null };
  return pronunciationOf(text, [], { outcome, heard, score: 10, verdict: "unsure", ...nothing });
}

import type { Page } from "@playwright/test";
import { PHRASE } from "./recordings";

/** A sound of an answer: letters of the phrase, IPA, verdict. */
type Sound = [spelling: string, sound: string, verdict: "great" | "close" | "practise" | "unsure"];

/** The answer of the ML service for the phrase of the tests, said with these sounds. */
export function said(sounds: Sound[], rest: object = {}): object {
  const words = [...PHRASE.text.matchAll(/\w+/g)].map(({ 0: text, index: start }) => {
    const end = start + text.length;
    const inside = sounds.flatMap(([spelling, sound, verdict]) => {
      const at = PHRASE.text.indexOf(spelling);
      if (at < start || at >= end) return [];
      const place = { start: at, end: at + spelling.length, from_seconds: 0, to_seconds: 0.1 };
      return [{ sound, spelling, ...place, score: 50, verdict, heard: null }];
    });
    return { text, start, end, score: 70, verdict: "close", sounds: inside };
  });
  return answer({
    outcome: "said",
    score: 70,
    verdict: "close",
    fluency: 80,
    completeness: 100,
    words,
    ...rest,
  });
}

/** The answer for a recording in which the phrase was not said, or not all of it. */
export function notSaid(outcome: string, heard: string | null = null): object {
  return answer({
    outcome,
    heard,
    score: 10,
    verdict: "unsure",
    fluency: null,
    completeness: null,
    words: [],
  });
}

function answer(rest: object): object {
  return {
    text: PHRASE.text,
    heard: null,
    sayings: 1,
    duration_seconds: 2,
    model: "recogniser-test",
    ...rest,
  };
}

/** From now on the page's recordings go nowhere, and this comes back. */
export async function answerWith(page: Page, result: object): Promise<void> {
  await page.unroute("**/api/attempts");
  await page.route("**/api/attempts", (route) =>
    route.fulfill({ status: 201, json: { id: "made-up", result } }),
  );
}

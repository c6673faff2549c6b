import { isScored, pronunciationSchema, type SoundResult, type Verdict } from "@/lib/pronunciation";
import { verdictOf, type StoredVerdict } from "@/lib/stored-verdict";

/** How far somebody is in a lesson. */
export interface LessonProgress {
  phrases: number;
  tried: number;
  great: number;
  /** The position of the phrase to go on with: the first not yet great, or the first of all. */
  nextPosition: number;
}

interface PhraseOfLesson {
  id: string;
  position: number;
}

/** Progress from the best verdict of each phrase (see bestVerdicts). */
export function lessonProgress(phrases: PhraseOfLesson[], best: Map<string, Verdict>): LessonProgress {
  const ordered = [...phrases].sort((a, b) => a.position - b.position);
  const next = ordered.find((phrase) => best.get(phrase.id) !== "great") ?? ordered[0];
  return {
    phrases: phrases.length,
    tried: phrases.filter((phrase) => best.has(phrase.id)).length,
    great: phrases.filter((phrase) => best.get(phrase.id) === "great").length,
    nextPosition: next?.position ?? 1,
  };
}

const RANK: Record<Verdict, number> = { unsure: 0, practise: 1, close: 2, great: 3 };

/** The best verdict so far of each phrase. */
export function bestVerdicts(attempts: (StoredVerdict & { phraseId: string })[]): Map<string, Verdict> {
  const best = new Map<string, Verdict>();
  for (const attempt of attempts) {
    const verdict = verdictOf(attempt);
    const known = best.get(attempt.phraseId);
    if (known === undefined || RANK[verdict] > RANK[known]) best.set(attempt.phraseId, verdict);
  }
  return best;
}

/** A sound with its average score (0 to 100) over `count` times that it was said. */
export interface SoundAverage {
  sound: string;
  average: number;
  count: number;
}

/** A sound with this average or more is not hard. */
const EASY_FROM = 80;

/** A sound said only once says too little. */
const FEWEST_TIMES = 2;

/** The sounds that a result of POST /v1/pronunciation scores: none of what the model was unsure of. */
function scoredSounds(result: unknown): SoundResult[] {
  const { data } = pronunciationSchema.safeParse(result);
  if (!data || !isScored(data)) return [];
  return data.words.flatMap((word) => word.sounds).filter((sound) => sound.verdict !== "unsure");
}

/** The sounds with the lowest averages over some results of POST /v1/pronunciation, the hardest first. */
export function hardestSounds(results: unknown[], howMany: number): SoundAverage[] {
  const totals = new Map<string, { sum: number; count: number }>();
  for (const { sound, score } of results.flatMap(scoredSounds)) {
    const total = totals.get(sound) ?? { sum: 0, count: 0 };
    totals.set(sound, { sum: total.sum + score, count: total.count + 1 });
  }
  return [...totals]
    .map(([sound, { sum, count }]) => ({ sound, average: sum / count, count }))
    .filter(({ average, count }) => count >= FEWEST_TIMES && average < EASY_FROM)
    .sort((a, b) => a.average - b.average || b.count - a.count)
    .slice(0, howMany);
}

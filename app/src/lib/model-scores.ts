/** How one model scored somebody. */
export interface ModelScores {
  model: string;
  attempts: number;
  /** 0 to 100. */
  average: number;
  last: Date;
}

/** The scores by the newest model, which is the one that scored last; null without any. */
export function newestScores(scores: ModelScores[]): ModelScores | null {
  return scores.reduce<ModelScores | null>(
    (newest, one) => (newest && newest.last >= one.last ? newest : one),
    null,
  );
}

/** A model's name, short enough to read and long enough to tell two models apart. */
export function modelLabel(model: string): string {
  return (model.split("-").at(-1) ?? model).slice(0, 6);
}

/**
 * What to know before believing an average: how many attempts of an older model are not in it, and whether it is itself
 * of an older model than the one it stands beside.
 */
export function caveatsOf(scores: ModelScores | null, earlier: number, beside: ModelScores | null): string[] {
  const caveats = [];
  if (earlier > 0) {
    const attempts = earlier === 1 ? "1 earlier attempt was" : `${earlier} earlier attempts were`;
    const are = earlier === 1 ? "is" : "are";
    caveats.push(`${attempts} scored by an older model and ${are} not in the average or the hardest sounds.`);
  }
  if (scores && beside && scores.model !== beside.model) {
    caveats.push("This average is by an older model than others on this page. Please compare it with care.");
  }
  return caveats;
}

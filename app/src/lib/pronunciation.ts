import { z } from "zod";

/** "unsure": the model cannot tell, so nobody is told that it was wrong. */
export const verdictSchema = z.enum(["great", "close", "practise", "unsure"]);
export type Verdict = z.infer<typeof verdictSchema>;

/** What a recording turned out to be. Only the sounds of a phrase that was "said" are scored. */
export const outcomeSchema = z.enum(["said", "other_words", "part", "cut_off", "unclear"]);
export type Outcome = z.infer<typeof outcomeSchema>;

const soundSchema = z.object({
  /** IPA. */
  sound: z.string(),
  spelling: z.string(),
  /** Character offsets in the whole text. */
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
  /** 0 to 100. */
  score: z.number(),
  verdict: verdictSchema,
  /** The IPA of what was heard instead, or null. */
  heard: z.string().nullable(),
  from_seconds: z.number().nullable(),
  to_seconds: z.number().nullable(),
});
export type SoundResult = z.infer<typeof soundSchema>;

/** A whole with a part to practise is not great, whatever its own score says. */
function atMostClose(verdict: Verdict, parts: { verdict: Verdict }[]): Verdict {
  return verdict === "great" && parts.some((part) => part.verdict === "practise") ? "close" : verdict;
}

const wordSchema = z
  .object({
    text: z.string(),
    start: z.int().nonnegative(),
    end: z.int().nonnegative(),
    score: z.number(),
    verdict: verdictSchema,
    sounds: z.array(soundSchema),
  })
  .transform((word) => ({ ...word, verdict: atMostClose(word.verdict, word.sounds) }));
export type WordResult = z.infer<typeof wordSchema>;

/** What POST /v1/pronunciation of the ML service answers. The defaults are for answers from before there were outcomes. */
export const pronunciationSchema = z
  .object({
    text: z.string(),
    outcome: outcomeSchema.default("said"),
    /** The words of the text that were heard, for "part" and "cut_off". */
    heard: z.string().nullable().default(null),
    /** How often the phrase was said; the best saying is the one that is scored. */
    sayings: z.int().positive().default(1),
    /** Says nothing where the outcome is not "said". */
    score: z.number(),
    verdict: verdictSchema,
    /** 0 to 100, or null where the outcome is not "said". */
    fluency: z.number().nullable().default(null),
    completeness: z.number().nullable().default(null),
    duration_seconds: z.number(),
    model: z.string(),
    words: z.array(wordSchema),
  })
  .transform((result) => ({
    ...result,
    verdict: atMostClose(
      result.verdict,
      result.words.flatMap((word) => [word, ...word.sounds]),
    ),
  }));
export type Pronunciation = z.infer<typeof pronunciationSchema>;

/** Whether the score means something: the phrase was said, and the model could tell how. */
export function isScored({ outcome, verdict }: Pick<Pronunciation, "outcome" | "verdict">): boolean {
  return outcome === "said" && verdict !== "unsure";
}

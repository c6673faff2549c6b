import { z } from "zod";

export const verdictSchema = z.enum(["great", "close", "practise"]);
export type Verdict = z.infer<typeof verdictSchema>;

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

const wordSchema = z.object({
  text: z.string(),
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
  score: z.number(),
  verdict: verdictSchema,
  sounds: z.array(soundSchema),
});
export type WordResult = z.infer<typeof wordSchema>;

/** What POST /v1/pronunciation of the ML service answers. */
export const pronunciationSchema = z.object({
  text: z.string(),
  score: z.number(),
  verdict: verdictSchema,
  duration_seconds: z.number(),
  model: z.string(),
  words: z.array(wordSchema),
});
export type Pronunciation = z.infer<typeof pronunciationSchema>;

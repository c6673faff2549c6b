import type { Prisma } from "@/generated/prisma/client";
import { db } from "@/lib/db";
import { pronunciationSchema, type Pronunciation } from "@/lib/pronunciation";
import { storedVerdict } from "@/lib/stored-verdict";

export interface StoredAttempt {
  id: string;
  result: Pronunciation;
}

/** The attempt that this recording already became, when the browser sends it a second time. */
export async function findAttempt(userId: string, recordingId: string): Promise<StoredAttempt | null> {
  const known = await db().attempt.findUnique({ where: { userId_recordingId: { userId, recordingId } } });
  return known && { id: known.id, result: pronunciationSchema.parse(known.result) };
}

/** Keeps what was heard. The recording itself is never stored. */
export async function storeAttempt(
  userId: string,
  recordingId: string,
  phrase: { id: string; text: string },
  result: Pronunciation,
): Promise<StoredAttempt> {
  const { id } = await db().attempt.upsert({
    where: { userId_recordingId: { userId, recordingId } },
    create: {
      userId,
      recordingId,
      phraseId: phrase.id,
      text: phrase.text,
      outcome: result.outcome,
      score: result.score,
      ...storedVerdict(result.verdict),
      result: result satisfies Prisma.InputJsonObject,
      durationSeconds: result.duration_seconds,
      modelVersion: result.model,
    },
    update: {},
  });
  return { id, result };
}

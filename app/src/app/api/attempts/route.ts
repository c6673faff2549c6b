import { after } from "next/server";
import { z } from "zod";
import { activeLearners } from "@/lib/active-learners";
import { findAttempt, storeAttempt } from "@/lib/attempts";
import { audit } from "@/lib/auth";
import { BodyTooLarge, MAX_RECORDING_BYTES, readForm } from "@/lib/body";
import { currentUser } from "@/lib/current-user";
import { db } from "@/lib/db";
import { endpoint } from "@/lib/endpoint";
import { env } from "@/lib/env";
import { tellPractised } from "@/lib/updates/practice";
import { log } from "@/lib/log";
import { MlRefusal, scorePronunciation } from "@/lib/ml";
import { refusals, refuse } from "@/lib/replies";
import { report } from "@/lib/errors/report";
import { countRecording, recordFeedback } from "@/lib/telemetry/metrics";

const formSchema = z.object({
  phraseId: z.uuid(),
  recordingId: z.uuid(),
  audio: z.instanceof(File),
});

async function readInput(request: Request) {
  const form = await readForm(request).catch((error: unknown) => {
    if (error instanceof BodyTooLarge) throw error;
    return null;
  });
  return formSchema.safeParse(Object.fromEntries(form ?? []));
}

async function handle(request: Request): Promise<Response> {
  const startedAt = performance.now();
  const user = await currentUser();
  if (!user) return refusals.signedOut();
  const input = await readInput(request);
  if (!input.success) return refusals.invalid();
  const { phraseId, recordingId, audio } = input.data;
  if (audio.size > MAX_RECORDING_BYTES) return refusals.tooLarge();
  const known = await findAttempt(user.id, recordingId);
  if (known) return Response.json(known);
  const phrase = await db().phrase.findUnique({ where: { id: phraseId }, select: { id: true, text: true } });
  if (!phrase) return refusals.notFound();

  // Its sound goes to the ML service and is kept nowhere, whatever comes of it.
  countRecording("deleted");
  const result = await scorePronunciation(env().ML_URL, audio, phrase.text);
  const attempt = await storeAttempt(user.id, recordingId, phrase, result);
  const { outcome, score, verdict, model } = result;
  audit({
    type: "attempt",
    userId: user.id,
    attemptId: attempt.id,
    phraseId,
    outcome,
    score,
    verdict,
    model,
  });
  after(() => activeLearners.note(user.id).catch((error: unknown) => report(error, "learner not counted")));
  after(() => tellPractised(user.id).catch((error: unknown) => report(error, "practice not told")));
  const milliseconds = performance.now() - startedAt;
  recordFeedback(milliseconds / 1000);
  log.info({ attemptId: attempt.id, milliseconds: Math.round(milliseconds) }, "attempt");
  return Response.json(attempt, { status: 201 });
}

/** Scores a recording of a phrase and keeps the result. Sending the same recording again is safe. */
export const POST = endpoint(handle, (error) => {
  if (error instanceof BodyTooLarge) return refusals.tooLarge();
  if (error instanceof MlRefusal) return refuse(error.status, error.code, error.message);
  report(error, "attempt not scored");
  return refusals.unavailable();
});

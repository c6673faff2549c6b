import { z } from "zod";
import { currentUser } from "@/lib/current-user";
import { db } from "@/lib/db";
import { endpoint } from "@/lib/endpoint";
import { env } from "@/lib/env";
import { MlRefusal, speak } from "@/lib/ml";
import { refusals, refuse } from "@/lib/replies";
import { report } from "@/lib/errors/report";

const bodySchema = z.object({ phraseId: z.uuid(), speed: z.number().min(0.5).max(1.5).default(1) });

async function handle(request: Request): Promise<Response> {
  if (!(await currentUser())) return refusals.signedOut();
  const body = bodySchema.safeParse(await request.json().catch(() => null));
  if (!body.success) return refusals.invalid();
  const phrase = await db().phrase.findUnique({ where: { id: body.data.phraseId }, select: { text: true } });
  if (!phrase) return refusals.notFound();
  const wav = await speak(env().ML_URL, phrase.text, body.data.speed);
  return new Response(wav, {
    headers: { "content-type": "audio/wav", "cache-control": "private, max-age=3600" },
  });
}

/** Speaks a phrase as WAV; only phrases of lessons, so that nobody can make LexFix say something else. */
export const POST = endpoint(handle, (error) => {
  if (error instanceof MlRefusal) return refuse(error.status, error.code, error.message);
  report(error, "phrase not spoken");
  return refuse(503, "unavailable", "We can't play this phrase right now. Please try again in a minute.");
});

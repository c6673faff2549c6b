import { z } from "zod";
import { Failure } from "@/lib/errors/failures";
import { pronunciationSchema, type Pronunciation } from "@/lib/pronunciation";

/** The ML service said no, in a sentence for the learner's screen. */
export class MlRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The ML service did not answer, or not as agreed. */
export class MlUnavailable extends Failure {
  override readonly name = "MlUnavailable";
}

const refusalSchema = z.object({ code: z.string(), message: z.string() });

const SCORE_TIMEOUT_MS = 20_000;
const SPEECH_TIMEOUT_MS = 10_000;

async function post(
  url: string,
  body: BodyInit,
  timeoutMs: number,
  headers?: HeadersInit,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      body,
      headers,
      signal: AbortSignal.timeout(timeoutMs),
      cache: "no-store",
    });
  } catch (error) {
    throw new MlUnavailable("the ML service did not answer", { cause: error });
  }
  if (response.ok) return response;
  const refusal = refusalSchema.safeParse(await response.json().catch(() => null));
  if (response.status >= 400 && response.status < 500 && refusal.success) {
    throw new MlRefusal(response.status, refusal.data.code, refusal.data.message);
  }
  throw new MlUnavailable(`the ML service answered ${response.status}`);
}

/** The form as bytes. `fetch` would read the File of a FormData as a stream, and those bytes stay in memory (see body.ts). */
async function formOf(audio: File, text: string, boundary: string): Promise<Buffer<ArrayBuffer>> {
  const part = (disposition: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; ${disposition}\r\n\r\n`;
  return Buffer.concat([
    Buffer.from(part('name="text"') + text + "\r\n" + part('name="audio"; filename="recording"')),
    Buffer.from(await audio.arrayBuffer()),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
}

/** Scores a recording of `text`. Throws MlRefusal (silence, too long, ...) or MlUnavailable. */
export async function scorePronunciation(mlUrl: string, audio: File, text: string): Promise<Pronunciation> {
  const boundary = `lexfix-${crypto.randomUUID()}`;
  const response = await post(
    `${mlUrl}/v1/pronunciation`,
    await formOf(audio, text, boundary),
    SCORE_TIMEOUT_MS,
    {
      "content-type": `multipart/form-data; boundary=${boundary}`,
    },
  );
  const parsed = pronunciationSchema.safeParse(await response.json().catch(() => null));
  if (!parsed.success)
    throw new MlUnavailable("the ML service answered in another shape", { cause: parsed.error });
  return parsed.data;
}

/** Speaks `text` (speed 0.5 to 1.5) and returns a WAV file. Throws MlRefusal or MlUnavailable. */
export async function speak(mlUrl: string, text: string, speed: number): Promise<ArrayBuffer> {
  const response = await post(`${mlUrl}/v1/speech`, JSON.stringify({ text, speed }), SPEECH_TIMEOUT_MS, {
    "content-type": "application/json",
  });
  return response.arrayBuffer();
}

import { pronunciationSchema, type Pronunciation } from "@/lib/pronunciation";

export type Answer =
  | { kind: "result"; result: Pronunciation }
  | { kind: "refused"; message: string }
  | { kind: "unsent"; message: string };

const UNREACHABLE =
  "We can't reach LexFix right now. Your recording is safe here. Please try again in a minute.";

/**
 * Sends a recording. "refused": another recording is needed. "unsent": the same recording can be sent again, and
 * because it carries its own id it is stored once however often it is sent.
 */
export async function sendRecording(phraseId: string, recordingId: string, recording: Blob): Promise<Answer> {
  const form = new FormData();
  form.set("phraseId", phraseId);
  form.set("recordingId", recordingId);
  form.set("audio", recording, "recording");
  try {
    const response = await fetch("/api/attempts", { method: "POST", body: form });
    const body: unknown = await response.json();
    if (response.ok)
      return { kind: "result", result: pronunciationSchema.parse((body as { result: unknown }).result) };
    const message = (body as { message?: string }).message ?? UNREACHABLE;
    const canSendAgain = response.status >= 500 || response.status === 401;
    return { kind: canSendAgain ? "unsent" : "refused", message };
  } catch {
    return { kind: "unsent", message: UNREACHABLE };
  }
}

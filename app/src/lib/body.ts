/** The largest recording in bytes: 5 MB, as the ML service's own limit. */
export const MAX_RECORDING_BYTES = 5_000_000;

/** Room for the other fields and the boundaries of the form around a recording, in bytes. */
const FORM_OVERHEAD_BYTES = 10_000;

export class BodyTooLarge extends Error {}

/** Reads a multipart form, and stops reading with BodyTooLarge as soon as it cannot hold an allowed recording. */
export async function readForm(request: Request): Promise<FormData> {
  const limit = MAX_RECORDING_BYTES + FORM_OVERHEAD_BYTES;
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw new BodyTooLarge();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.byteLength;
    if (size > limit) {
      reader?.releaseLock();
      throw new BodyTooLarge();
    }
    chunks.push(part.value);
  }
  const type = request.headers.get("content-type") ?? "";
  // Bytes, not a Blob: what is read out of a Blob stays in memory long after it is needed, and this is a child's voice.
  return new Response(Buffer.concat(chunks), { headers: { "content-type": type } }).formData();
}

/** Reads what nobody has read of a request, and forgets it. */
export async function discardRest({ body }: Request): Promise<void> {
  if (!body || body.locked) return;
  // Whoever hangs up in the middle wants no answer.
  await body.pipeTo(new WritableStream()).catch(() => undefined);
}

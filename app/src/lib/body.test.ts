import { expect, test } from "vitest";
import { BodyTooLarge, MAX_RECORDING_BYTES, readForm } from "@/lib/body";

function requestWith(bytes: number): Request {
  const form = new FormData();
  form.set("audio", new Blob([new Uint8Array(bytes)]), "recording");
  return new Request("http://localhost/", { method: "POST", body: form });
}

test("a form with a recording of the allowed size is read whole", async () => {
  const form = await readForm(requestWith(MAX_RECORDING_BYTES));
  expect((form.get("audio") as File).size).toBe(MAX_RECORDING_BYTES);
});

test("a larger one is refused, whether it says its size or not", async () => {
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(100_000)) });
  const streamed = new Request("http://localhost/", {
    method: "POST",
    body: endless,
    duplex: "half",
  } as RequestInit);
  await expect(readForm(streamed)).rejects.toThrow(BodyTooLarge);
  const declared = new Request("http://localhost/", {
    method: "POST",
    headers: { "content-length": "99999999" },
  });
  await expect(readForm(declared)).rejects.toThrow(BodyTooLarge);
});

test("what is not a form is an error, not an empty form", async () => {
  await expect(
    readForm(new Request("http://localhost/", { method: "POST", body: "hello" })),
  ).rejects.toThrow();
});

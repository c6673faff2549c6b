import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { MlRefusal, MlUnavailable, scorePronunciation, speak } from "@/lib/ml";
import { notSaid, pronunciationOf } from "@/lib/testing/pronunciations";

let server: Server;
let url: string;
let answer: { status: number; body: string };
let asked: { path: string; body: string };

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      asked = { path: request.url ?? "", body: Buffer.concat(chunks).toString("latin1") };
      response.writeHead(answer.status).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  answer = { status: 200, body: "" };
});

const recording = new File([new Uint8Array([1, 2, 3])], "recording", { type: "audio/webm" });

test("a recording goes out with its text and comes back scored", async () => {
  const expected = pronunciationOf("a cat", [["cat", "k", "c", "practise", "t"]]);
  answer.body = JSON.stringify(expected);
  expect(await scorePronunciation(url, recording, "a cat")).toEqual(expected);
  expect(asked.path).toBe("/v1/pronunciation");
  expect(asked.body).toContain('name="audio"; filename="recording"');
  expect(asked.body).toContain("a cat");
});

test("a recording of other words comes back as such", async () => {
  const expected = notSaid("a cat", "other_words");
  answer.body = JSON.stringify(expected);
  expect(await scorePronunciation(url, recording, "a cat")).toEqual(expected);
});

test("recordings do not pile up in memory once they are scored", async () => {
  answer.body = JSON.stringify(pronunciationOf("a cat", [["cat", "k", "c", "practise", "t"]]));
  const bytes = new Uint8Array(100_000);
  const before = process.memoryUsage().arrayBuffers;
  for (let sent = 0; sent < 1500; sent++) {
    const sound = new File([bytes], "recording", { type: "audio/webm" });
    await scorePronunciation(url, sound, "a cat");
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan((1500 * bytes.length) / 2);
}, 60_000);

test("a refusal keeps its status, code and sentence", async () => {
  answer = { status: 422, body: JSON.stringify({ code: "silence", message: "We could not hear you." }) };
  const refusal = await scorePronunciation(url, recording, "a cat").catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(MlRefusal);
  expect(refusal).toMatchObject({ status: 422, code: "silence", message: "We could not hear you." });
});

test.each([
  ["breaks", { status: 500, body: JSON.stringify({ code: "oops", message: "Traceback" }) }],
  ["answers a page of a proxy", { status: 404, body: "<html>" }],
  ["answers in another shape", { status: 200, body: JSON.stringify({ score: "high" }) }],
])("a service that %s counts as not there", async (_, broken) => {
  answer = broken;
  await expect(scorePronunciation(url, recording, "a cat")).rejects.toThrow(MlUnavailable);
});

test("a service that is not there is told apart from a refusal", async () => {
  await expect(speak("http://127.0.0.1:9", "a cat", 1)).rejects.toThrow(MlUnavailable);
});

test("speech comes back as the bytes that the service sent", async () => {
  answer.body = "RIFF";
  expect(Buffer.from(await speak(url, "a cat", 0.6)).toString()).toBe("RIFF");
  expect(JSON.parse(asked.body)).toEqual({ text: "a cat", speed: 0.6 });
});

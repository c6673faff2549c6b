import { expect, test } from "vitest";
import { isReadable, loudness, preferredType, toWav } from "@/lib/recording";

test("Opus in WebM is recorded where the browser can, else Ogg, else whatever it has", () => {
  expect(preferredType(() => true)).toBe("audio/webm;codecs=opus");
  expect(preferredType((type) => type.startsWith("audio/ogg"))).toBe("audio/ogg;codecs=opus");
  expect(preferredType(() => false)).toBeUndefined();
});

test("only what the ML service reads is sent as it is", () => {
  expect(isReadable("audio/webm;codecs=opus")).toBe(true);
  expect(isReadable("audio/wav")).toBe(true);
  expect(isReadable("audio/mp4")).toBe(false);
});

test("samples become a 16-bit mono WAV file, clipped at full scale", () => {
  const view = new DataView(toWav(new Float32Array([0, 1, -2]), 16_000));
  const text = (offset: number) => String.fromCharCode(...new Uint8Array(view.buffer, offset, 4));
  expect([text(0), text(8), text(36)]).toEqual(["RIFF", "WAVE", "data"]);
  expect(view.getUint32(24, true)).toBe(16_000);
  expect(view.getUint32(40, true)).toBe(6);
  expect([44, 46, 48].map((offset) => view.getInt16(offset, true))).toEqual([0, 32767, -32767]);
});

test("loudness goes from silence to full", () => {
  expect(loudness(new Float32Array(8))).toBe(0);
  expect(loudness(new Float32Array(8).fill(0.1))).toBeCloseTo(0.4);
  expect(loudness(new Float32Array(8).fill(1))).toBe(1);
  expect(loudness(new Float32Array(0))).toBe(0);
});

/** Longest recording in seconds that a learner can make. */
export const MAX_SECONDS = 15;

/** The recorder stops a little earlier: its last chunk may run over, and the ML service refuses more than 15 s. */
export const STOP_AFTER_MS = MAX_SECONDS * 1000 - 300;

/** The containers that the ML service reads as they are, best first. */
const PREFERRED = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/webm"];

/** The type to record in, or undefined where the browser only has others (older Safari): then see toWav. */
export function preferredType(isSupported: (type: string) => boolean): string | undefined {
  return PREFERRED.find(isSupported);
}

/** True when the ML service reads this type as it is. */
export function isReadable(type: string): boolean {
  return /^audio\/(webm|ogg|wav|x-wav)/.test(type);
}

/** Mono samples (-1 to 1) as a 16-bit WAV file. */
export function toWav(samples: Float32Array, sampleRate: number): ArrayBuffer {
  const buffer = new ArrayBuffer(44 + samples.length * 2);
  const view = new DataView(buffer);
  const ascii = (offset: number, text: string) => {
    for (let i = 0; i < text.length; i++) view.setUint8(offset + i, text.charCodeAt(i));
  };
  ascii(0, "RIFF");
  view.setUint32(4, 36 + samples.length * 2, true);
  ascii(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  ascii(36, "data");
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, index) => {
    const clipped = Math.max(-1, Math.min(1, sample));
    view.setInt16(44 + index * 2, Math.round(clipped * 32767), true);
  });
  return buffer;
}

/** How loud samples (-1 to 1) are, from 0 (silence) to 1 (as loud as a close voice gets). */
export function loudness(samples: Float32Array): number {
  const meanSquare = samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(samples.length, 1);
  return Math.min(1, Math.sqrt(meanSquare) * 4);
}

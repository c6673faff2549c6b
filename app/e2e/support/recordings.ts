import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** The phrase that the tests practise: lesson "First words", phrase 2. */
export const PHRASE = { lesson: "first-words", position: 2, text: "a big dog" };

/** What the learner says instead in the wrong recording. */
const OTHER_WORDS = "fish and chips";

const FOLDER = path.join(tmpdir(), "lexfix-recordings");

type RecordingName = "right" | "wrong" | "silence";

export function recordingPath(name: RecordingName): string {
  return path.join(FOLDER, `${name}.wav`);
}

/** 16-bit mono PCM out of a WAV file, with its sample rate. */
function parseWav(wav: Buffer): { rate: number; pcm: Buffer } {
  const data = wav.indexOf("data", 12, "latin1");
  if (wav.readUInt16LE(22) !== 1 || wav.readUInt16LE(34) !== 16 || data < 0) {
    throw new Error("A recording for the tests must be a 16-bit mono WAV file.");
  }
  return { rate: wav.readUInt32LE(24), pcm: wav.subarray(data + 8) };
}

function toWav(rate: number, pcm: Buffer): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(36 + pcm.length, 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(pcm.length, 40);
  return Buffer.concat([header, pcm]);
}

/** Half a second of quiet around the words, because the microphone opens before the recorder starts. */
function withQuiet(wav: Buffer): Buffer {
  const { rate, pcm } = parseWav(wav);
  const quiet = Buffer.alloc(rate);
  return toWav(rate, Buffer.concat([quiet, pcm, quiet]));
}

function spoken(words: string): Buffer {
  return execFileSync("espeak-ng", ["-v", "en-gb", "-s", "140", "--stdout", words]);
}

/** Seconds that a WAV file lasts. */
export function secondsOf(file: string): number {
  const { rate, pcm } = parseWav(readFileSync(file));
  return pcm.length / 2 / rate;
}

/** Lays out the recordings: right.wav and wrong.wav from E2E_RECORDINGS, else spoken by espeak-ng. */
export default function prepareRecordings(): void {
  mkdirSync(FOLDER, { recursive: true });
  const given = process.env["E2E_RECORDINGS"];
  const load = (name: RecordingName, words: string) =>
    given ? readFileSync(path.join(given, `${name}.wav`)) : spoken(words);
  writeFileSync(recordingPath("right"), withQuiet(load("right", PHRASE.text)));
  writeFileSync(recordingPath("wrong"), withQuiet(load("wrong", OTHER_WORDS)));
  writeFileSync(recordingPath("silence"), toWav(16_000, Buffer.alloc(2 * 16_000 * 2)));
}

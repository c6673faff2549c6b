"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { isReadable, loudness, preferredType, STOP_AFTER_MS, toWav } from "@/lib/recording";

export type RecorderState = "idle" | "asking" | "recording";

export interface Recorder {
  state: RecorderState;
  seconds: number;
  /** 0 to 1. */
  level: number;
  start: () => void;
  stop: () => void;
}

const NO_MICROPHONE = "We can't hear a microphone. Please connect one, then try again.";
const NOT_ALLOWED = "LexFix may not use the microphone. Please allow it in your browser, then try again.";
const NOT_POSSIBLE = "This browser can't record. Please try a newer one.";

const WAV_RATE = 16_000;

async function readable(recording: Blob): Promise<Blob> {
  if (isReadable(recording.type) || recording.size === 0) return recording;
  const context = new OfflineAudioContext(1, 1, WAV_RATE);
  const decoded = await context.decodeAudioData(await recording.arrayBuffer());
  return new Blob([toWav(decoded.getChannelData(0), decoded.sampleRate)], { type: "audio/wav" });
}

function problemOf(error: unknown): string {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return NOT_ALLOWED;
  return name === "NotFoundError" || name === "NotReadableError" ? NO_MICROPHONE : NOT_POSSIBLE;
}

/** Records from the microphone, 15 seconds at most, and says how long and how loud it is meanwhile. */
export function useRecorder(
  onRecording: (recording: Blob) => void,
  onProblem: (message: string) => void,
): Recorder {
  const [state, setState] = useState<RecorderState>("idle");
  const [seconds, setSeconds] = useState(0);
  const [level, setLevel] = useState(0);
  const stopNow = useRef<() => void>(() => undefined);
  const gone = useRef(false);

  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
      stopNow.current();
    };
  }, []);

  const start = useCallback(() => {
    async function record() {
      setState("asking");
      setSeconds(0);
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: true },
      });
      const context = new AudioContext();
      const analyser = context.createAnalyser();
      context.createMediaStreamSource(stream).connect(analyser);
      const mimeType = preferredType((type) => MediaRecorder.isTypeSupported(type));
      const recorder = new MediaRecorder(stream, mimeType === undefined ? {} : { mimeType });
      const chunks: Blob[] = [];
      const startedAt = performance.now();
      const samples = new Float32Array(analyser.fftSize);

      const ticker = setInterval(() => {
        analyser.getFloatTimeDomainData(samples);
        setLevel(loudness(samples));
        const elapsed = performance.now() - startedAt;
        setSeconds(Math.floor(elapsed / 1000));
        if (elapsed >= STOP_AFTER_MS) stopNow.current();
      }, 100);
      stopNow.current = () => {
        if (recorder.state !== "inactive") recorder.stop();
      };
      recorder.addEventListener("dataavailable", (event) => chunks.push(event.data));
      recorder.addEventListener("stop", () => {
        clearInterval(ticker);
        stream.getTracks().forEach((track) => track.stop());
        void context.close();
        if (gone.current) return;
        setState("idle");
        setLevel(0);
        readable(new Blob(chunks, { type: recorder.mimeType })).then(onRecording, () =>
          onProblem(NOT_POSSIBLE),
        );
      });
      recorder.start();
      setState("recording");
      // The learner may have left the page while the browser asked for the microphone.
      if (gone.current) stopNow.current();
    }
    record().catch((error: unknown) => {
      setState("idle");
      onProblem(problemOf(error));
    });
  }, [onRecording, onProblem]);

  const stop = useCallback(() => stopNow.current(), []);
  return { state, seconds, level, start, stop };
}

"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { aloud } from "@/lib/feedback";
import { Player } from "@/lib/player";
import type { Pronunciation } from "@/lib/pronunciation";
import { MAX_SECONDS } from "@/lib/recording";
import { LevelMeter } from "./level-meter";
import { ListenButtons } from "./listen-buttons";
import styles from "./practice.module.css";
import { Result } from "./result";
import { sendRecording } from "./send-recording";
import { useRecorder } from "./use-recorder";

interface Props {
  phraseId: string;
  text: string;
  nextHref: string | null;
}

interface Take {
  recordingId: string;
  recording: Blob;
}

type View =
  | { kind: "ready" }
  | { kind: "scoring" }
  | { kind: "result"; result: Pronunciation; recording: Blob }
  | { kind: "problem"; message: string; unsent: Take | null };

/** The core loop: read and hear the phrase, record it, see how each sound went. */
export function Practice({ phraseId, text, nextHref }: Props) {
  const [view, setView] = useState<View>({ kind: "ready" });
  const [player] = useState(() => new Player());
  const audio = useRef<HTMLAudioElement>(null);
  const resultHeading = useRef<HTMLHeadingElement>(null);

  const send = useCallback(
    async (take: Take) => {
      setView({ kind: "scoring" });
      const answer = await sendRecording(phraseId, take.recordingId, take.recording);
      if (answer.kind === "result") {
        setView({ kind: "result", result: answer.result, recording: take.recording });
      } else {
        setView({ kind: "problem", message: answer.message, unsent: answer.kind === "unsent" ? take : null });
      }
    },
    [phraseId],
  );
  const onRecording = useCallback(
    (recording: Blob) => void send({ recordingId: crypto.randomUUID(), recording }),
    [send],
  );
  const onProblem = useCallback((message: string) => setView({ kind: "problem", message, unsent: null }), []);
  const recorder = useRecorder(onRecording, onProblem);
  const isRecording = recorder.state === "recording";

  useEffect(() => player.attach(audio.current), [player]);
  useEffect(() => {
    if (view.kind === "result") resultHeading.current?.focus();
  }, [view]);

  function toggle() {
    if (isRecording) return recorder.stop();
    // What the page plays would be recorded, and scored as the learner.
    player.stop();
    setView({ kind: "ready" });
    recorder.start();
  }

  return (
    <div className={styles.practice}>
      <section className={`card ${styles.stage}`} aria-label="Practise this phrase" data-phrase={phraseId}>
        <h1 className={styles.phrase}>{text}</h1>
        {/* The phrase is written on the page, which is its caption. */}
        {/* eslint-disable-next-line jsx-a11y/media-has-caption */}
        <audio ref={audio} />
        <div className={styles.buttons}>
          <ListenButtons
            phraseId={phraseId}
            player={player}
            disabled={recorder.state !== "idle" || view.kind === "scoring"}
            onProblem={onProblem}
          />
        </div>
        <button
          className={`button ${styles.record}`}
          type="button"
          data-recording={isRecording}
          aria-disabled={view.kind === "scoring" || recorder.state === "asking"}
          onClick={view.kind === "scoring" || recorder.state === "asking" ? undefined : toggle}
        >
          <span className={styles.dot} aria-hidden="true" />
          {isRecording ? "Stop" : view.kind === "ready" ? "Record" : "Record again"}
        </button>
        {isRecording && (
          <>
            <p className={styles.time}>
              {recorder.seconds} of {MAX_SECONDS} seconds
            </p>
            <LevelMeter level={recorder.level} />
          </>
        )}
        {recorder.state === "asking" && <p>Please allow the microphone.</p>}
        {view.kind === "scoring" && <p className={styles.wait}>Listening to your recording…</p>}
        {view.kind === "problem" && (
          <div className="notice problem">
            <p>{view.message}</p>
            {view.unsent && <SendAgain take={view.unsent} send={send} />}
          </div>
        )}
      </section>
      <p className="visually-hidden" role="status">
        {statusText(view, isRecording)}
      </p>
      {view.kind === "result" && (
        <Result
          result={view.result}
          recording={view.recording}
          player={player}
          nextHref={nextHref}
          headingRef={resultHeading}
        />
      )}
    </div>
  );
}

function SendAgain({ take, send }: { take: Take; send: (take: Take) => Promise<void> }) {
  return (
    <button className="button" type="button" onClick={() => void send(take)}>
      Send again
    </button>
  );
}

function statusText(view: View, isRecording: boolean): string {
  if (isRecording) return "Recording. Speak now, then press Stop.";
  switch (view.kind) {
    case "ready":
      return "";
    case "scoring":
      return "Listening to your recording.";
    case "result":
      return aloud(view.result);
    case "problem":
      return view.message;
  }
}

"use client";

import Link from "next/link";
import { useEffect, useRef, type RefObject } from "react";
import { Icon } from "@/components/icons";
import { VerdictBadge } from "@/components/verdict-badge";
import { notesOn, piecesOf, summarise, VERDICTS, type SoundNote } from "@/lib/feedback";
import type { Player } from "@/lib/player";
import { isScored, verdictSchema, type Pronunciation, type WordResult } from "@/lib/pronunciation";
import { helpFor } from "@/lib/sounds";
import styles from "./result.module.css";

interface Props {
  result: Pronunciation;
  recording: Blob;
  player: Player;
  nextHref: string | null;
  headingRef: RefObject<HTMLHeadingElement | null>;
}

/** More notes than this at once is too much to take in; the rest is one press away. */
const NOTES_AT_FIRST = 3;

/** How a recording went. Only what was said is looked at sound by sound; anything else is told in words alone. */
export function Result({ result, recording, player, nextHref, headingRef }: Props) {
  const { headline, detail } = summarise(result);
  return (
    <section className={`card ${styles.result}`} aria-labelledby="result-heading">
      <div className={styles.top} data-verdict={result.verdict}>
        {isScored(result) && (
          <p className={styles.score}>
            <span className={styles.number}>{Math.round(result.score)}</span>{" "}
            <span className="small">of 100</span>
          </p>
        )}
        <div>
          <h2 id="result-heading" ref={headingRef} tabIndex={-1}>
            {headline}
          </h2>
          <p>{detail}</p>
        </div>
      </div>
      {result.outcome === "said" && <Sounds result={result} />}
      <div className={styles.next}>
        <OwnRecording recording={recording} player={player} />
        {nextHref ? (
          <Link className="button" href={nextHref}>
            Next phrase
            <Icon name="send" />
          </Link>
        ) : (
          <Link className="button" href="/lessons">
            Back to the lessons
          </Link>
        )}
      </div>
    </section>
  );
}

function Sounds({ result }: { result: Pronunciation }) {
  const notes = notesOn(result);
  return (
    <>
      <ul className={styles.words} aria-label="Your words">
        {result.words.map((word) => (
          <Word key={word.start} text={result.text} word={word} />
        ))}
      </ul>
      <Legend result={result} />
      {notes.length > 0 && (
        <>
          <h3>Sounds to try</h3>
          <NoteList notes={notes.slice(0, NOTES_AT_FIRST)} />
          {notes.length > NOTES_AT_FIRST && (
            <details>
              <summary>Show {notes.length - NOTES_AT_FIRST} more</summary>
              <NoteList notes={notes.slice(NOTES_AT_FIRST)} />
            </details>
          )}
        </>
      )}
      <details>
        <summary>Every sound, one by one</summary>
        <EverySound result={result} />
      </details>
    </>
  );
}

function Word({ text, word }: { text: string; word: WordResult }) {
  return (
    <li className={styles.word}>
      <span className="visually-hidden">
        {word.text}: {VERDICTS[word.verdict].label}
      </span>
      <span className={styles.pieces} aria-hidden="true">
        {piecesOf(text, word).map((piece, index) => (
          <span className={styles.piece} data-verdict={piece.verdict ?? "silent"} key={index}>
            <span className={styles.letters}>{piece.letters}</span>
            <span className={styles.mark}>{piece.verdict ? VERDICTS[piece.verdict].icon : "·"}</span>
          </span>
        ))}
      </span>
    </li>
  );
}

/** What the marks mean; the one for what nobody can tell only where it is used. */
function Legend({ result }: { result: Pronunciation }) {
  const isUnsure = result.words.some((word) => word.sounds.some((sound) => sound.verdict === "unsure"));
  return (
    <p className={styles.legend}>
      {verdictSchema.options
        .filter((verdict) => verdict !== "unsure" || isUnsure)
        .map((verdict) => (
          <VerdictBadge key={verdict} verdict={verdict} />
        ))}
    </p>
  );
}

function NoteList({ notes }: { notes: SoundNote[] }) {
  return (
    <ul className={styles.notes}>
      {notes.map((note, index) => (
        <li className={styles.note} data-verdict={note.verdict} key={index}>
          <p className={styles.noteTitle}>
            <strong>
              {note.spelling} in “{note.word}”
            </strong>{" "}
            <VerdictBadge verdict={note.verdict} />
          </p>
          <p>
            The sound is {note.like}. {note.heard}
          </p>
          <p>
            <strong>Try this:</strong> {note.tip}
          </p>
        </li>
      ))}
    </ul>
  );
}

function EverySound({ result }: { result: Pronunciation }) {
  return (
    <ul className={styles.every}>
      {result.words.flatMap((word) =>
        word.sounds.map((sound, index) => (
          <li key={`${word.start}-${index}`}>
            <span>
              <strong>{sound.spelling}</strong> in “{word.text}”: {helpFor(sound.sound).like}
            </span>
            <VerdictBadge verdict={sound.verdict} />
          </li>
        )),
      )}
    </ul>
  );
}

/** Plays the learner's own recording, which exists in this browser only. */
function OwnRecording({ recording, player }: { recording: Blob; player: Player }) {
  const url = useRef("");
  useEffect(() => {
    url.current = URL.createObjectURL(recording);
    return () => URL.revokeObjectURL(url.current);
  }, [recording]);
  return (
    <button className="button secondary" type="button" onClick={() => void player.play(() => url.current)}>
      <Icon name="play" />
      Hear myself
    </button>
  );
}

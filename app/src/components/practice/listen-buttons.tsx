"use client";

import { useEffect, useRef, useState } from "react";
import { Icon } from "@/components/icons";

const SPEEDS = [
  { speed: 1, label: "Listen", icon: "sound" },
  { speed: 0.6, label: "Listen slowly", icon: "slow" },
] as const;

interface Props {
  phraseId: string;
  disabled: boolean;
  onProblem: (message: string) => void;
}

const NO_SOUND = "We can't play this phrase right now. Please try again in a minute.";

/** Speaks the phrase, at full or at a slow speed. A phrase is fetched once and kept while the page is open. */
export function ListenButtons({ phraseId, disabled, onProblem }: Props) {
  const [playing, setPlaying] = useState<number | null>(null);
  const urls = useRef(new Map<number, string>());
  const audio = useRef<HTMLAudioElement>(null);

  useEffect(() => {
    const kept = urls.current;
    const player = audio.current;
    return () => {
      player?.pause();
      kept.forEach((url) => URL.revokeObjectURL(url));
      kept.clear();
    };
  }, []);

  async function fetchSpeech(speed: number): Promise<string> {
    const known = urls.current.get(speed);
    if (known) return known;
    const response = await fetch("/api/speech", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ phraseId, speed }),
    });
    if (!response.ok) {
      const body = (await response.json().catch(() => ({}))) as { message?: string };
      throw new Error(body.message ?? NO_SOUND);
    }
    const url = URL.createObjectURL(await response.blob());
    urls.current.set(speed, url);
    return url;
  }

  async function play(speed: number) {
    const player = audio.current;
    if (!player) return;
    setPlaying(speed);
    try {
      player.src = await fetchSpeech(speed);
      await player.play();
    } catch (error) {
      setPlaying(null);
      const isOurs = error instanceof Error && error.name === "Error";
      onProblem(isOurs ? error.message : NO_SOUND);
    }
  }

  return (
    <>
      {/* The phrase is written on the page, which is its caption. */}
      {/* eslint-disable-next-line jsx-a11y/media-has-caption */}
      <audio ref={audio} data-playing={playing !== null} onEnded={() => setPlaying(null)} />
      {SPEEDS.map(({ speed, label, icon }) => (
        <button
          className="button secondary"
          type="button"
          key={speed}
          disabled={disabled}
          onClick={() => void play(speed)}
        >
          <Icon name={icon} />
          {label}
        </button>
      ))}
    </>
  );
}

"use client";

import { useEffect, useRef } from "react";
import { Icon } from "@/components/icons";
import type { Player } from "@/lib/player";

const SPEEDS = [
  { speed: 1, label: "Listen", icon: "sound" },
  { speed: 0.6, label: "Listen slowly", icon: "slow" },
] as const;

interface Props {
  phraseId: string;
  player: Player;
  disabled: boolean;
  onProblem: (message: string) => void;
}

const NO_SOUND = "We can't play this phrase right now. Please try again in a minute.";

/** Speaks the phrase, at full or at a slow speed. A phrase is fetched once and kept while the page is open. */
export function ListenButtons({ phraseId, player, disabled, onProblem }: Props) {
  const urls = useRef(new Map<number, string>());

  useEffect(() => {
    const kept = urls.current;
    return () => {
      kept.forEach((url) => URL.revokeObjectURL(url));
      kept.clear();
    };
  }, []);

  async function fetchSpeech(speed: number, signal: AbortSignal): Promise<string> {
    const known = urls.current.get(speed);
    if (known) return known;
    const response = await fetch("/api/speech", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ phraseId, speed }),
      signal,
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
    try {
      await player.play((signal) => fetchSpeech(speed, signal));
    } catch (error) {
      const isOurs = error instanceof Error && error.name === "Error";
      onProblem(isOurs ? error.message : NO_SOUND);
    }
  }

  return SPEEDS.map(({ speed, label, icon }) => (
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
  ));
}

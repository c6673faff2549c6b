"use client";

import { useSyncExternalStore } from "react";
import styles from "./level-meter.module.css";

const BARS = 12;
const AUDIBLE = 0.06;

function subscribe(onChange: () => void): () => void {
  const query = matchMedia("(prefers-reduced-motion: reduce)");
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}

function prefersStillness(): boolean {
  return (
    document.documentElement.dataset["motion"] === "reduced" ||
    matchMedia("(prefers-reduced-motion: reduce)").matches
  );
}

/** How loud the voice is: moving bars, or only words where movement is not wanted. */
export function LevelMeter({ level }: { level: number }) {
  const still = useSyncExternalStore(subscribe, prefersStillness, () => true);
  const lit = Math.round(Math.min(1, level * 1.6) * BARS);
  return (
    <div className={styles.meter}>
      {!still && (
        <div className={styles.bars} aria-hidden="true">
          {Array.from({ length: BARS }, (_, index) => (
            <span className={styles.bar} data-lit={index < lit} key={index} />
          ))}
        </div>
      )}
      <p className={styles.words}>{level > AUDIBLE ? "We can hear you." : "Speak when you are ready."}</p>
    </div>
  );
}

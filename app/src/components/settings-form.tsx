"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { CHOICES, htmlAttributes, type ReadingSettings, type SettingName } from "@/lib/reading-settings";

interface SettingText {
  legend: string;
  hint?: string;
  labels: string[];
}

const TEXTS: Record<SettingName, SettingText> = {
  font: { legend: "Letters", labels: ["Lexend", "OpenDyslexic", "My device's letters"] },
  letterSpacing: { legend: "Space between letters", labels: ["Normal", "Wide", "Wider"] },
  wordSpacing: { legend: "Space between words", labels: ["Normal", "Wide", "Wider"] },
  lineSpacing: { legend: "Space between lines", labels: ["Normal", "Wide", "Wider"] },
  theme: { legend: "Colours", labels: ["Cream", "Dark", "High contrast"] },
  focusMode: {
    legend: "Focus mode",
    hint: "Hides what you do not need while you practise.",
    labels: ["Off", "On"],
  },
  motion: { legend: "Movement", labels: ["As my device says", "Less movement"] },
};

const SAVED = "Saved.";
const NOT_SAVED = "We could not save this right now. Please try again in a minute.";

function show(settings: ReadingSettings) {
  for (const [name, value] of Object.entries(htmlAttributes(settings))) {
    document.documentElement.setAttribute(name, value);
  }
}

async function save(settings: ReadingSettings): Promise<boolean> {
  const response = await fetch("/api/settings", {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(settings),
  }).catch(() => null);
  return response?.ok ?? false;
}

export function SettingsForm({ initial }: { initial: ReadingSettings }) {
  const router = useRouter();
  const [settings, setSettings] = useState(initial);
  const [message, setMessage] = useState("");
  // One after the other, so that the last choice is the one that stays.
  const queue = useRef(Promise.resolve());

  function choose(name: SettingName, value: string) {
    const next = { ...settings, [name]: value } as ReadingSettings;
    setSettings(next);
    show(next);
    setMessage("Saving…");
    queue.current = queue.current.then(async () => {
      const saved = await save(next);
      setMessage(saved ? SAVED : NOT_SAVED);
      if (saved) router.refresh();
    });
  }

  return (
    <form className="settings" onSubmit={(event) => event.preventDefault()}>
      {(Object.keys(TEXTS) as SettingName[]).map((name) => {
        const { legend, hint, labels } = TEXTS[name];
        return (
          <fieldset className="card setting" key={name}>
            <legend>{legend}</legend>
            {hint && <p className="small">{hint}</p>}
            <div className="choices">
              {CHOICES[name].map((value, index) => (
                <label className="choice" key={value} data-choice={`${name}-${value}`}>
                  <input
                    type="radio"
                    name={name}
                    value={value}
                    checked={settings[name] === value}
                    onChange={() => choose(name, value)}
                  />
                  <span>{labels[index]}</span>
                </label>
              ))}
            </div>
          </fieldset>
        );
      })}
      <section className="card preview" aria-label="Example">
        <p>The sun is up. A big dog sits by the red door.</p>
      </section>
      <p className="notice" role="status">
        {message}
      </p>
    </form>
  );
}

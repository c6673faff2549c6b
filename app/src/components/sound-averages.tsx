import type { SoundAverage } from "@/lib/progress";
import { helpFor } from "@/lib/sounds";

export function SoundAverages({ sounds }: { sounds: SoundAverage[] }) {
  if (sounds.length === 0) return <p className="small">No hard sounds so far.</p>;
  return (
    <ul className="sound-averages">
      {sounds.map(({ sound, average, count }) => (
        <li key={sound}>
          <strong>{helpFor(sound).like}</strong>{" "}
          <span className="small">
            {Math.round(average)} of 100, said {count} times
          </span>
        </li>
      ))}
    </ul>
  );
}

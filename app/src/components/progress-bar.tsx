/** A native meter-like bar; <progress> keeps its own semantics and needs no inline style. */
export function ProgressBar({ label, value, max }: { label: string; value: number; max: number }) {
  return <progress className="progress" aria-label={label} value={value} max={Math.max(max, 1)} />;
}

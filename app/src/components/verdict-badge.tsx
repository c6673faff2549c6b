import { VERDICTS } from "@/lib/feedback";
import type { Verdict } from "@/lib/pronunciation";

/** A verdict in colour, sign and word, so that none of the three is needed to understand it. */
export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  const { label, icon } = VERDICTS[verdict];
  return (
    <span className="badge" data-verdict={verdict}>
      <span aria-hidden="true">{icon}</span> {label}
    </span>
  );
}

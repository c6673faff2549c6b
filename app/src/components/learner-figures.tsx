import type { LearnerSummary } from "@/lib/learners";
import { caveatsOf, type ModelScores } from "@/lib/model-scores";

interface Props {
  learner: LearnerSummary;
  /** The newest scores on the page, where other learners' stand beside these. */
  beside: ModelScores | null;
}

export function LearnerFigures({ learner: { attempts, scores, earlier }, beside }: Props) {
  return (
    <>
      <dl className="figures">
        <div>
          <dt>Attempts</dt>
          <dd>{attempts}</dd>
        </div>
        <div>
          <dt>Average score</dt>
          <dd>{scores === null ? "none yet" : Math.round(scores.average)}</dd>
        </div>
      </dl>
      {caveatsOf(scores, earlier, beside).map((caveat) => (
        <p className="small" key={caveat}>
          {caveat}
        </p>
      ))}
    </>
  );
}

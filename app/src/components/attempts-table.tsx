import { VerdictBadge } from "@/components/verdict-badge";
import { When } from "@/components/when";
import { OUTCOMES } from "@/lib/feedback";
import type { LatestAttempt } from "@/lib/learners";
import { modelLabel } from "@/lib/model-scores";
import { isScored } from "@/lib/pronunciation";

interface Props {
  attempts: LatestAttempt[];
  /** The model whose scores need no note, or null when none scored. */
  model: string | null;
}

export function AttemptsTable({ attempts, model }: Props) {
  const isByAnother = (attempt: LatestAttempt) => isScored(attempt) && attempt.model !== model;
  return (
    <>
      {model !== null && attempts.some(isByAnother) && (
        <p className="small">Scores are by the model {modelLabel(model)} where no other one is named.</p>
      )}
      {/* Wide tables scroll sideways on small screens, by keyboard too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="table-scroll" role="region" aria-label="Table of attempts" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Phrase</th>
              <th scope="col">Score</th>
              <th scope="col">Result</th>
              <th scope="col">When</th>
            </tr>
          </thead>
          <tbody>
            {attempts.map((attempt) => (
              <tr key={attempt.id}>
                <th scope="row">{attempt.text}</th>
                <td>
                  {isScored(attempt) ? Math.round(attempt.score) : "no score"}
                  {isByAnother(attempt) && (
                    <span className="small"> older model {modelLabel(attempt.model)}</span>
                  )}
                </td>
                <td>
                  {attempt.outcome === "said" ? (
                    <VerdictBadge verdict={attempt.verdict} />
                  ) : (
                    OUTCOMES[attempt.outcome]
                  )}
                </td>
                <td>
                  <When at={attempt.createdAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

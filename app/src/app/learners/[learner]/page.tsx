import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { z } from "zod";
import { Updates } from "@/components/updates";
import { SoundAverages } from "@/components/sound-averages";
import { VerdictBadge } from "@/components/verdict-badge";
import { When } from "@/components/when";
import { requireSupporter } from "@/lib/current-user";
import { learnerOf } from "@/lib/learners";

export const metadata: Metadata = { title: "Learner" };

export default async function LearnerPage({ params }: PageProps<"/learners/[learner]">) {
  const user = await requireSupporter();
  const id = z.uuid().safeParse((await params).learner);
  const learner = id.success ? await learnerOf(user.id, id.data) : null;
  if (!learner) notFound();
  return (
    <>
      <p className="crumbs">
        <Link href="/learners">Learners</Link>
      </p>
      <h1>{learner.name}</h1>
      <Updates />
      <dl className="figures card">
        <div>
          <dt>Attempts</dt>
          <dd>{learner.attempts}</dd>
        </div>
        <div>
          <dt>Average score</dt>
          <dd>{learner.average === null ? "none yet" : Math.round(learner.average)}</dd>
        </div>
      </dl>
      <section className="card" aria-labelledby="hardest">
        <h2 id="hardest">Hardest sounds</h2>
        <SoundAverages sounds={learner.hardest} />
      </section>
      <section className="card" aria-labelledby="latest">
        <h2 id="latest">Latest attempts</h2>
        {learner.latest.length === 0 ? (
          <p>No attempts yet.</p>
        ) : (
          // Wide tables scroll sideways on small screens, by keyboard too.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
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
                {learner.latest.map(({ id: attemptId, text, score, verdict, createdAt }) => (
                  <tr key={attemptId}>
                    <th scope="row">{text}</th>
                    <td>{Math.round(score)}</td>
                    <td>
                      <VerdictBadge verdict={verdict} />
                    </td>
                    <td>
                      <When at={createdAt} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
    </>
  );
}

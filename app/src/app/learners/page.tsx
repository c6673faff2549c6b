import type { Metadata } from "next";
import Link from "next/link";
import { Updates } from "@/components/updates";
import { SoundAverages } from "@/components/sound-averages";
import { When } from "@/components/when";
import { requireSupporter } from "@/lib/current-user";
import { learnersOf } from "@/lib/learners";

export const metadata: Metadata = { title: "Learners" };

export default async function LearnersPage() {
  const user = await requireSupporter();
  const learners = await learnersOf(user.id);
  return (
    <>
      <h1>Your learners</h1>
      <p className="lead">Who practised, how it went, and which sounds need more time.</p>
      {learners.length === 0 && <p className="card">No learner is linked to you yet.</p>}
      <Updates />
      <ul className="lesson-grid">
        {learners.map(({ id, name, attempts, average, lastPractised, hardest }) => (
          <li className="card" key={id}>
            <h2>
              <Link href={`/learners/${id}`}>{name}</Link>
            </h2>
            <dl className="figures">
              <div>
                <dt>Attempts</dt>
                <dd>{attempts}</dd>
              </div>
              <div>
                <dt>Average score</dt>
                <dd>{average === null ? "none yet" : Math.round(average)}</dd>
              </div>
            </dl>
            <h3>Hardest sounds</h3>
            <SoundAverages sounds={hardest} />
            {lastPractised && (
              <p className="small">
                Last practised <When at={lastPractised} />
              </p>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

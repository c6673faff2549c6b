import type { Metadata } from "next";
import Link from "next/link";
import { LearnerFigures } from "@/components/learner-figures";
import { Updates } from "@/components/updates";
import { SoundAverages } from "@/components/sound-averages";
import { When } from "@/components/when";
import { requireSupporter } from "@/lib/current-user";
import { learnersOf } from "@/lib/learners";
import { newestScores } from "@/lib/model-scores";

export const metadata: Metadata = { title: "Learners" };

export default async function LearnersPage() {
  const user = await requireSupporter();
  const learners = await learnersOf(user.id);
  const newest = newestScores(learners.flatMap(({ scores }) => scores ?? []));
  return (
    <>
      <h1>Your learners</h1>
      <p className="lead">Who practised, how it went, and which sounds need more time.</p>
      {learners.length === 0 && <p className="card">No learner is linked to you yet.</p>}
      <Updates />
      <ul className="lesson-grid">
        {learners.map((learner) => (
          <li className="card" key={learner.id}>
            <h2>
              <Link href={`/learners/${learner.id}`}>{learner.name}</Link>
            </h2>
            <LearnerFigures learner={learner} beside={newest} />
            <h3>Hardest sounds</h3>
            <SoundAverages sounds={learner.hardest} />
            {learner.lastPractised && (
              <p className="small">
                Last practised <When at={learner.lastPractised} />
              </p>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

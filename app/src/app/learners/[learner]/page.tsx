import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { z } from "zod";
import { AttemptsTable } from "@/components/attempts-table";
import { LearnerFigures } from "@/components/learner-figures";
import { SoundAverages } from "@/components/sound-averages";
import { Updates } from "@/components/updates";
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
      <div className="card">
        <LearnerFigures learner={learner} beside={null} />
      </div>
      <section className="card" aria-labelledby="hardest">
        <h2 id="hardest">Hardest sounds</h2>
        <SoundAverages sounds={learner.hardest} />
      </section>
      <section className="card" aria-labelledby="latest">
        <h2 id="latest">Latest attempts</h2>
        {learner.latest.length === 0 ? (
          <p>No attempts yet.</p>
        ) : (
          <AttemptsTable attempts={learner.latest} model={learner.scores?.model ?? null} />
        )}
      </section>
    </>
  );
}

import { db } from "@/lib/db";
import { hardestSounds, type SoundAverage } from "@/lib/progress";
import type { Verdict } from "@/lib/pronunciation";

/** How many of the latest attempts tell which sounds are hard: enough to be fair, few enough to be recent. */
const RECENT_ATTEMPTS = 200;

export interface LearnerSummary {
  id: string;
  name: string;
  attempts: number;
  /** 0 to 100, or null without attempts. */
  average: number | null;
  lastPractised: Date | null;
  hardest: SoundAverage[];
}

async function summaryOf(
  learner: { id: string; name: string },
  howManySounds: number,
): Promise<LearnerSummary> {
  const [totals, recent] = await Promise.all([
    db().attempt.aggregate({
      where: { userId: learner.id },
      _count: true,
      _avg: { score: true },
      _max: { createdAt: true },
    }),
    db().attempt.findMany({
      where: { userId: learner.id },
      orderBy: { createdAt: "desc" },
      take: RECENT_ATTEMPTS,
      select: { result: true },
    }),
  ]);
  return {
    ...learner,
    attempts: totals._count,
    average: totals._avg.score,
    lastPractised: totals._max.createdAt,
    hardest: hardestSounds(
      recent.map(({ result }) => result),
      howManySounds,
    ),
  };
}

/** The learners linked to an educator or parent, by name. */
export async function learnersOf(supporterId: string): Promise<LearnerSummary[]> {
  const links = await db().learnerLink.findMany({
    where: { supporterId },
    select: { learner: { select: { id: true, name: true } } },
    orderBy: { learner: { name: "asc" } },
  });
  return Promise.all(links.map(({ learner }) => summaryOf(learner, 3)));
}

export interface LearnerDetail extends LearnerSummary {
  latest: { id: string; text: string; score: number; verdict: Verdict; createdAt: Date }[];
}

/** One learner, or null unless this supporter is linked to them. */
export async function learnerOf(supporterId: string, learnerId: string): Promise<LearnerDetail | null> {
  const link = await db().learnerLink.findUnique({
    where: { supporterId_learnerId: { supporterId, learnerId } },
    select: { learner: { select: { id: true, name: true } } },
  });
  if (!link) return null;
  const [summary, latest] = await Promise.all([
    summaryOf(link.learner, 8),
    db().attempt.findMany({
      where: { userId: learnerId },
      orderBy: { createdAt: "desc" },
      take: 50,
      select: { id: true, text: true, score: true, verdict: true, createdAt: true },
    }),
  ]);
  return {
    ...summary,
    latest: latest.map((attempt) => ({ ...attempt, verdict: attempt.verdict as Verdict })),
  };
}

import { db } from "@/lib/db";
import { newestScores, type ModelScores } from "@/lib/model-scores";
import { hardestSounds, type SoundAverage } from "@/lib/progress";
import type { Outcome, Verdict } from "@/lib/pronunciation";
import { verdictOf } from "@/lib/stored-verdict";

/** How many of the latest attempts tell which sounds are hard: enough to be fair, few enough to be recent. */
const RECENT_ATTEMPTS = 200;

/** The attempts with a score that means something (`isScored`). */
const SCORED = { outcome: "said", unsure: false };

export interface LearnerSummary {
  id: string;
  name: string;
  attempts: number;
  /** By the newest model that scored this learner, or null when none did. */
  scores: ModelScores | null;
  /** How many attempts an older model scored. */
  earlier: number;
  lastPractised: Date | null;
  /** By the newest model too. */
  hardest: SoundAverage[];
}

async function summaryOf(
  learner: { id: string; name: string },
  howManySounds: number,
): Promise<LearnerSummary> {
  const [totals, models, recent] = await Promise.all([
    db().attempt.aggregate({ where: { userId: learner.id }, _count: true, _max: { createdAt: true } }),
    scoresByModel(learner.id),
    db().attempt.findMany({
      where: { userId: learner.id, ...SCORED },
      orderBy: { createdAt: "desc" },
      take: RECENT_ATTEMPTS,
      select: { result: true, modelVersion: true },
    }),
  ]);
  const scores = newestScores(models);
  return {
    ...learner,
    attempts: totals._count,
    scores,
    earlier: models.filter((one) => one !== scores).reduce((sum, { attempts }) => sum + attempts, 0),
    lastPractised: totals._max.createdAt,
    hardest: hardestSounds(
      recent.filter(({ modelVersion }) => modelVersion === scores?.model).map(({ result }) => result),
      howManySounds,
    ),
  };
}

async function scoresByModel(learnerId: string): Promise<ModelScores[]> {
  const groups = await db().attempt.groupBy({
    by: ["modelVersion"],
    where: { userId: learnerId, ...SCORED },
    _count: true,
    _avg: { score: true },
    _max: { createdAt: true },
  });
  return groups.map(({ modelVersion, _count, _avg, _max }) => ({
    model: modelVersion,
    attempts: _count,
    average: _avg.score!,
    last: _max.createdAt!,
  }));
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

export interface LatestAttempt {
  id: string;
  text: string;
  outcome: Outcome;
  score: number;
  verdict: Verdict;
  model: string;
  createdAt: Date;
}

export interface LearnerDetail extends LearnerSummary {
  latest: LatestAttempt[];
}

/** One learner, or null unless this supporter is linked to them. */
export async function learnerOf(supporterId: string, learnerId: string): Promise<LearnerDetail | null> {
  const link = await db().learnerLink.findUnique({
    where: { supporterId_learnerId: { supporterId, learnerId } },
    select: { learner: { select: { id: true, name: true } } },
  });
  if (!link) return null;
  const [summary, latest] = await Promise.all([summaryOf(link.learner, 8), latestOf(learnerId)]);
  return { ...summary, latest };
}

async function latestOf(learnerId: string): Promise<LatestAttempt[]> {
  const attempts = await db().attempt.findMany({
    where: { userId: learnerId },
    orderBy: { createdAt: "desc" },
    take: 50,
    select: {
      id: true,
      text: true,
      outcome: true,
      score: true,
      verdict: true,
      unsure: true,
      modelVersion: true,
      createdAt: true,
    },
  });
  return attempts.map(({ id, text, score, createdAt, modelVersion, ...stored }) => ({
    id,
    text,
    outcome: stored.outcome as Outcome,
    score,
    verdict: verdictOf(stored),
    model: modelVersion,
    createdAt,
  }));
}

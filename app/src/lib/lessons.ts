import { db } from "@/lib/db";
import { bestVerdicts, lessonProgress, type LessonProgress } from "@/lib/progress";
import type { Verdict } from "@/lib/pronunciation";

export interface LessonCard {
  slug: string;
  grade: number;
  title: string;
  description: string;
  progress: LessonProgress;
}

/** The best verdict of each phrase that somebody said. */
async function bestVerdictsOf(userId: string): Promise<Map<string, Verdict>> {
  const groups = await db().attempt.groupBy({
    by: ["phraseId", "verdict", "unsure"],
    where: { userId, outcome: "said" },
  });
  return bestVerdicts(groups);
}

/** All lessons, easiest first, each with how far somebody is. */
export async function lessonsWithProgress(userId: string): Promise<LessonCard[]> {
  const [lessons, best] = await Promise.all([
    db().lesson.findMany({
      orderBy: [{ grade: "asc" }, { position: "asc" }],
      include: { phrases: { select: { id: true, position: true } } },
    }),
    bestVerdictsOf(userId),
  ]);
  return lessons.map(({ slug, grade, title, description, phrases }) => ({
    slug,
    grade,
    title,
    description,
    progress: lessonProgress(phrases, best),
  }));
}

export interface PhraseCard {
  id: string;
  position: number;
  text: string;
  best: Verdict | null;
}

export interface LessonDetail {
  slug: string;
  title: string;
  description: string;
  phrases: PhraseCard[];
}

/** One lesson with its phrases in order, or null when there is no such lesson. */
export async function lessonBySlug(slug: string, userId: string): Promise<LessonDetail | null> {
  const [lesson, best] = await Promise.all([
    db().lesson.findUnique({
      where: { slug },
      include: {
        phrases: { orderBy: { position: "asc" }, select: { id: true, position: true, text: true } },
      },
    }),
    bestVerdictsOf(userId),
  ]);
  return (
    lesson && {
      slug: lesson.slug,
      title: lesson.title,
      description: lesson.description,
      phrases: lesson.phrases.map((phrase) => ({ ...phrase, best: best.get(phrase.id) ?? null })),
    }
  );
}

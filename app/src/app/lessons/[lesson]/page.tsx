import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { VerdictBadge } from "@/components/verdict-badge";
import { requireUser } from "@/lib/current-user";
import { lessonBySlug } from "@/lib/lessons";

export const metadata: Metadata = { title: "Lesson" };

export default async function LessonPage({ params }: PageProps<"/lessons/[lesson]">) {
  const user = await requireUser();
  const lesson = await lessonBySlug((await params).lesson, user.id);
  if (!lesson) notFound();
  return (
    <>
      <p className="crumbs">
        <Link href="/lessons">Lessons</Link>
      </p>
      <h1>{lesson.title}</h1>
      <p className="lead">{lesson.description}</p>
      <ol className="phrase-list">
        {lesson.phrases.map(({ id, position, text, best }) => (
          <li key={id}>
            <Link className="phrase-row" href={`/lessons/${lesson.slug}/${position}`}>
              <span>{text}</span>
              {best ? <VerdictBadge verdict={best} /> : <span className="small">Not tried yet</span>}
            </Link>
          </li>
        ))}
      </ol>
    </>
  );
}

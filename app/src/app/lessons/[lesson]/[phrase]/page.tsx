import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { Practice } from "@/components/practice/practice";
import { ProgressBar } from "@/components/progress-bar";
import { requireUser } from "@/lib/current-user";
import { lessonBySlug } from "@/lib/lessons";

export const metadata: Metadata = { title: "Practise" };

export default async function PracticePage({ params }: PageProps<"/lessons/[lesson]/[phrase]">) {
  const user = await requireUser();
  const { lesson: slug, phrase: position } = await params;
  const lesson = await lessonBySlug(slug, user.id);
  const index = lesson?.phrases.findIndex((phrase) => String(phrase.position) === position) ?? -1;
  const phrase = lesson?.phrases[index];
  if (!lesson || !phrase) notFound();
  const next = lesson.phrases[index + 1];
  return (
    <>
      <div className="practice-top">
        <p className="crumbs">
          <Link href="/lessons">Lessons</Link> <span aria-hidden="true">›</span>{" "}
          <Link href={`/lessons/${slug}`}>{lesson.title}</Link>
        </p>
        <p className="small">
          Phrase {index + 1} of {lesson.phrases.length}
        </p>
        <ProgressBar label="Place in this lesson" value={index + 1} max={lesson.phrases.length} />
      </div>
      <Practice
        key={phrase.id}
        phraseId={phrase.id}
        text={phrase.text}
        nextHref={next ? `/lessons/${slug}/${next.position}` : null}
      />
    </>
  );
}

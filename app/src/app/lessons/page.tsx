import type { Metadata } from "next";
import Link from "next/link";
import { ProgressBar } from "@/components/progress-bar";
import { requireUser } from "@/lib/current-user";
import { lessonsWithProgress } from "@/lib/lessons";

export const metadata: Metadata = { title: "Lessons" };

export default async function LessonsPage() {
  const user = await requireUser();
  const lessons = await lessonsWithProgress(user.id);
  return (
    <>
      <h1>Lessons</h1>
      <p className="lead">Pick one. You can stop at any time, and go on where you were.</p>
      <ul className="lesson-grid">
        {lessons.map(({ slug, grade, title, description, progress }) => (
          <li className="card lesson-card" key={slug}>
            <p className="grade">Level {grade}</p>
            <h2>
              <Link href={`/lessons/${slug}`}>{title}</Link>
            </h2>
            <p>{description}</p>
            <ProgressBar
              label={`${title}: phrases said well`}
              value={progress.great}
              max={progress.phrases}
            />
            <p className="small">
              {progress.great} of {progress.phrases} said well
              {progress.tried > progress.great && `, ${progress.tried - progress.great} more tried`}
            </p>
            <Link className="button" href={`/lessons/${slug}/${progress.nextPosition}`}>
              {progress.tried === 0
                ? "Start"
                : progress.great === progress.phrases
                  ? "Practise again"
                  : "Go on"}
              <span className="visually-hidden"> with {title}</span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

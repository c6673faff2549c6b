import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "../src/generated/prisma/client";
import { lessons } from "./seed/lessons";
import { seedDemoPeople } from "./seed/people";

/** Upserts, so that running it again changes nothing and keeps every attempt. */
async function seedLessons(db: PrismaClient): Promise<void> {
  for (const [index, { phrases, ...lesson }] of lessons.entries()) {
    const values = { ...lesson, position: index + 1 };
    const { id: lessonId } = await db.lesson.upsert({
      where: { slug: lesson.slug },
      create: values,
      update: values,
    });
    for (const [phraseIndex, text] of phrases.entries()) {
      const position = phraseIndex + 1;
      await db.phrase.upsert({
        where: { lessonId_position: { lessonId, position } },
        create: { lessonId, position, text },
        update: { text },
      });
    }
  }
}

async function main(): Promise<void> {
  const connectionString = process.env["DATABASE_URL"];
  if (!connectionString) throw new Error("DATABASE_URL is not set, so there is no database to seed.");
  const db = new PrismaClient({ adapter: new PrismaPg({ connectionString }) });
  try {
    await seedLessons(db);
    const password = process.env["DEMO_PASSWORD"];
    if (password) await seedDemoPeople(db, password);
    console.log(`Seeded ${lessons.length} lessons${password ? " and the demo people" : ""}.`);
  } finally {
    await db.$disconnect();
  }
}

main().catch((error: unknown) => {
  console.error("Seeding failed:", error);
  process.exitCode = 1;
});

import type { PrismaClient } from "../../src/generated/prisma/client";
import { hashPassword, verifyPassword } from "../../src/lib/passwords";

const demoPeople = [
  { email: "learner@lexfix.local", name: "Sam", role: "learner" },
  { email: "educator@lexfix.local", name: "Ms Rivera", role: "educator" },
] as const;

/** Makes the demo learner and educator, linked to each other, who sign in with `password`. */
export async function seedDemoPeople(db: PrismaClient, password: string): Promise<void> {
  const ids: string[] = [];
  for (const person of demoPeople) {
    const known = await db.user.findUnique({ where: { email: person.email } });
    const unchanged = known !== null && (await verifyPassword(known.passwordHash, password));
    const passwordHash = unchanged ? known.passwordHash : await hashPassword(password);
    const { id } = await db.user.upsert({
      where: { email: person.email },
      create: { ...person, passwordHash },
      update: { passwordHash },
    });
    ids.push(id);
  }
  const [learnerId, supporterId] = ids as [string, string];
  await db.learnerLink.upsert({
    where: { supporterId_learnerId: { supporterId, learnerId } },
    create: { supporterId, learnerId },
    update: {},
  });
}

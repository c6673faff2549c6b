import { cookies } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import type { Role } from "@/generated/prisma/client";
import { sessionCookieName, sessions } from "@/lib/auth";
import { db } from "@/lib/db";

export interface CurrentUser {
  id: string;
  name: string;
  role: Role;
  settings: unknown;
}

/**
 * Who is asking, or null. Read from Redis and PostgreSQL each time (once per request), so that a role taken away
 * counts at once. Not next-auth's getServerSession: that one signs people out when Redis is away for a moment.
 */
export const currentUser = cache(async (): Promise<CurrentUser | null> => {
  const sessionId = (await cookies()).get(sessionCookieName())?.value;
  const session = sessionId ? await sessions.read(sessionId) : null;
  if (!session?.sub) return null;
  const user = await db().user.findUnique({
    where: { id: session.sub },
    select: { id: true, name: true, role: true, settings: { select: { values: true } } },
  });
  return user && { ...user, settings: user.settings?.values ?? null };
});

/** For pages: who is asking, after sending a stranger to the sign-in page. */
export async function requireUser(): Promise<CurrentUser> {
  return (await currentUser()) ?? redirect("/sign-in");
}

/** True for the roles that may follow the learners linked to them. */
export function mayFollowLearners(role: Role): boolean {
  return role !== "learner";
}

/** For pages about learners: others learn no more than that there is no such page. */
export async function requireSupporter(): Promise<CurrentUser> {
  const user = await requireUser();
  return mayFollowLearners(user.role) ? user : notFound();
}

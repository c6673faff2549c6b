import type { Role } from "@/generated/prisma/client";
import { sessionCookieName, sessions } from "@/lib/auth";
import { db } from "@/lib/db";

export interface User {
  id: string;
  name: string;
  role: Role;
  settings: unknown;
}

/** Cookies by name, as Next.js hands them over. */
interface CookieJar {
  get(name: string): { value: string } | undefined;
}

/**
 * Who has this session, or null. Read from Redis and PostgreSQL each time, so that a role taken away counts at once.
 * Not next-auth's getServerSession: that one signs people out when Redis is away for a moment.
 */
export async function userOf(jar: CookieJar): Promise<User | null> {
  const sessionId = jar.get(sessionCookieName())?.value;
  const session = sessionId ? await sessions.read(sessionId) : null;
  if (!session?.sub) return null;
  const user = await db().user.findUnique({
    where: { id: session.sub },
    select: { id: true, name: true, role: true, settings: { select: { values: true } } },
  });
  return user && { ...user, settings: user.settings?.values ?? null };
}

/** True for the roles that may follow the learners linked to them. */
export function mayFollowLearners(role: Role): boolean {
  return role !== "learner";
}

import { NextRequest } from "next/server";
import { db } from "@/lib/db";
import { env } from "@/lib/env";
import { UPDATES_PORT } from "@/lib/updates/address";
import { onPractised } from "@/lib/updates/practice";
import { UpdatesServer } from "@/lib/updates/server";
import { mayFollowLearners, userOf } from "@/lib/user";

async function followed(headers: Headers): Promise<string[] | null> {
  const user = await userOf(new NextRequest(env().APP_URL, { headers }).cookies);
  if (!user) return null;
  if (!mayFollowLearners(user.role)) return [];
  const links = await db().learnerLink.findMany({
    where: { supporterId: user.id },
    select: { learnerId: true },
  });
  return links.map(({ learnerId }) => learnerId);
}

/** Starts the server of updates of this replica. While Redis is away it serves on and has nothing to tell. */
export async function startUpdates(): Promise<void> {
  const server = new UpdatesServer(followed);
  await server.listen(UPDATES_PORT);
  onPractised((learnerId) => server.practised(learnerId));
  process.once("SIGTERM", () => void server.close());
}

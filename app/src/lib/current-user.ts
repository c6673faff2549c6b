import { cookies } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { mayFollowLearners, userOf, type User } from "@/lib/user";

/** Who is asking, or null; read once per request. */
export const currentUser = cache(async () => userOf(await cookies()));

/** For pages: who is asking, after sending a stranger to the sign-in page. */
export async function requireUser(): Promise<User> {
  return (await currentUser()) ?? redirect("/sign-in");
}

/** For pages about learners: others learn no more than that there is no such page. */
export async function requireSupporter(): Promise<User> {
  const user = await requireUser();
  return mayFollowLearners(user.role) ? user : notFound();
}

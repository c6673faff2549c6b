import { redirect } from "next/navigation";
import { requireUser } from "@/lib/current-user";
import { mayFollowLearners } from "@/lib/user";

export default async function HomePage() {
  const user = await requireUser();
  redirect(mayFollowLearners(user.role) ? "/learners" : "/lessons");
}

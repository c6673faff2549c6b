import { redirect } from "next/navigation";
import { mayFollowLearners, requireUser } from "@/lib/current-user";

export default async function HomePage() {
  const user = await requireUser();
  redirect(mayFollowLearners(user.role) ? "/learners" : "/lessons");
}

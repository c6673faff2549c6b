import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "@/components/sign-in-form";
import { currentUser } from "@/lib/current-user";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage() {
  if (await currentUser()) redirect("/");
  return (
    <section className="card narrow">
      <h1>Welcome</h1>
      <p>Hear a phrase. Say it. See how each sound went.</p>
      <SignInForm />
    </section>
  );
}

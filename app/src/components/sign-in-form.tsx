"use client";

import { signIn } from "next-auth/react";
import { useState, type SubmitEvent } from "react";

const PROBLEMS: Record<string, string> = {
  CredentialsSignin: "That e-mail and password do not match. Please check them and try again.",
  TooManyTries: "That was a lot of tries. Please wait 15 minutes, or ask your teacher for help.",
};
const NO_ANSWER = "We can't sign you in right now. Please try again in a minute.";

export function SignInForm() {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(null);
    const result = await signIn("credentials", {
      redirect: false,
      email: form.get("email"),
      password: form.get("password"),
    }).catch(() => undefined);
    if (result?.ok && !result.error) {
      // A full load, so that the first paint already has the account's reading settings.
      // eslint-disable-next-line @next/next/no-location-assign-relative-destination
      location.assign("/");
      return;
    }
    setProblem(PROBLEMS[result?.error ?? ""] ?? NO_ANSWER);
    setBusy(false);
  }

  return (
    <form className="stack" method="post" onSubmit={(event) => void submit(event)}>
      <label className="field">
        E-mail
        <input name="email" type="email" autoComplete="username" required />
      </label>
      <label className="field">
        Password
        <input name="password" type="password" autoComplete="current-password" required />
      </label>
      <div role="alert">{problem && <p className="notice problem">{problem}</p>}</div>
      <button className="button" type="submit" disabled={busy}>
        {busy ? "One moment…" : "Sign in"}
      </button>
    </form>
  );
}

"use client";

import { useEffect } from "react";

export default function ErrorPage({ error, reset }: { error: Error; reset: () => void }) {
  // React hands it here; the browser's own handlers, Sentry's among them, have not seen it.
  useEffect(() => window.reportError(error), [error]);
  return (
    <section className="card narrow" role="alert">
      <h1>Something went quiet</h1>
      <p>We could not load this page. It is not your fault. Please try again in a moment.</p>
      <button className="button" type="button" onClick={reset}>
        Try again
      </button>
    </section>
  );
}

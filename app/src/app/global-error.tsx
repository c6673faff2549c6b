"use client";

import { useEffect } from "react";
import "@/styles/tokens.css";
import "@/styles/base.css";
import "@/styles/parts.css";

/** Stands in for the whole page when even the layout fails, for instance while the session store is away. */
export default function GlobalError({ error }: { error: Error }) {
  useEffect(() => window.reportError(error), [error]);
  return (
    <html lang="en" data-theme="cream">
      <body>
        <title>LexFix is resting</title>
        <main>
          <section className="card narrow" role="alert">
            <h1>Something went quiet</h1>
            <p>LexFix is not answering right now. It is not your fault. Please try again in a minute.</p>
            <button className="button" type="button" onClick={() => location.reload()}>
              Try again
            </button>
          </section>
        </main>
      </body>
    </html>
  );
}

"use client";

export default function ErrorPage({ reset }: { reset: () => void }) {
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

import type { Metadata } from "next";
import Link from "next/link";

export const metadata: Metadata = { title: "Page not found" };

export default function NotFound() {
  return (
    <section className="card narrow">
      <h1>This page is not here</h1>
      <p>It may have moved. Nothing is lost.</p>
      <Link className="button" href="/">
        Go to the start page
      </Link>
    </section>
  );
}

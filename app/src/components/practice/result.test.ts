import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Result } from "@/components/practice/result";
import { outcomeSchema, type Pronunciation } from "@/lib/pronunciation";
import { Player } from "@/lib/player";
import { notSaid, pronunciationOf } from "@/lib/testing/pronunciations";

/** The page's words and attributes. */
function shown(result: Pronunciation): string {
  const headingRef = { current: null };
  const props = { result, recording: new Blob(), player: new Player(), nextHref: null, headingRef };
  return renderToStaticMarkup(createElement(Result, props));
}

const UNSAID = outcomeSchema.options.filter((outcome) => outcome !== "said");

test.each(UNSAID)("a recording that is %s is told without a score, a mark or a sound", (outcome) => {
  const { words } = pronunciationOf("a red hat", [["red", "r", "r", "practise"]]);
  const page = shown({ ...notSaid("a red hat", outcome, "a red"), words });
  expect(page).not.toMatch(/of 100|Your words|Sounds to try|Every sound|Practise|Great|Close/);
  expect(page).toContain("Hear myself");
});

test("a phrase that was said shows its score and its sounds", () => {
  const page = shown(pronunciationOf("a red hat", [["red", "r", "r", "practise", "w"]]));
  expect(page).toMatch(/of 100.*Your words.*Sounds to try.*r in “red”.*Every sound/);
});

test("what nobody can tell is marked as such, explained, and nothing to try", () => {
  const page = shown(pronunciationOf("a red hat", [["red", "r", "r", "unsure"]]));
  expect(page).toMatch(/data-verdict="unsure".*Not sure/);
  expect(page).not.toContain("Sounds to try");
});

test("a mark that is nowhere used is not explained", () => {
  expect(shown(pronunciationOf("a red hat", [["red", "r", "r", "close"]]))).not.toContain("Not sure");
});

test("a phrase about which nobody can tell shows no score", () => {
  const page = shown(pronunciationOf("a red hat", [["red", "r", "r", "great"]], { verdict: "unsure" }));
  expect(page).not.toContain("of 100");
  expect(page).toContain("Your words");
});

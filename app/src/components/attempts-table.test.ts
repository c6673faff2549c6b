import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { AttemptsTable } from "@/components/attempts-table";
import type { LatestAttempt } from "@/lib/learners";

const attempt = (rest: Partial<LatestAttempt>): LatestAttempt => ({
  id: JSON.stringify(rest),
  text: "a red hat",
  outcome: "said",
  score: 84,
  verdict: "great",
  model: "recogniser-new",
  createdAt: new Date(0),
  ...rest,
});

/** The words of each row, without the moment. */
function rows(attempts: LatestAttempt[]): string[] {
  const page = renderToStaticMarkup(createElement(AttemptsTable, { attempts, model: "recogniser-new" }));
  const body = /<tbody>(.*)<\/tbody>/.exec(page)?.[1] ?? "";
  return body.split("</tr>").map((row) =>
    row
      .replace(/<time.*/, "")
      .replace(/<[^>]+>/g, " ")
      .replace(/\s+/g, " ")
      .trim(),
  );
}

test("an attempt at something else is listed with what it was, and without a score", () => {
  const [row] = rows([attempt({ outcome: "other_words", verdict: "unsure", score: 7 })]);
  expect(row).toBe("a red hat no score Other words");
});

test("an attempt about which nobody could tell is listed without a score", () => {
  expect(rows([attempt({ verdict: "unsure" })])[0]).toBe("a red hat no score ? Not sure");
});

test("a score by an older model names it, and one by the newest needs no name", () => {
  const [newest, older] = rows([attempt({}), attempt({ model: "recogniser-0ld0ld0ld" })]);
  expect(newest).toBe("a red hat 84 ✓ Great");
  expect(older).toBe("a red hat 84 older model 0ld0ld ✓ Great");
});

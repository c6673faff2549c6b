import { writeFileSync } from "node:fs";
import type { Reporter, TestCase } from "@playwright/test/reporter";

/** Kubernetes keeps 4,096 bytes of a container's last words. */
const LONGEST = 300;
const SHOWN = 8;

/** Leaves what passed and what did not as one JSON object in the file that E2E_EVIDENCE names. */
export default class Evidence implements Reporter {
  private readonly tests = new Map<string, TestCase>();

  onTestEnd(test: TestCase): void {
    this.tests.set(test.id, test);
  }

  onEnd(): void {
    const count = (outcome: ReturnType<TestCase["outcome"]>) =>
      [...this.tests.values()].filter((test) => test.outcome() === outcome).length;
    const failures = [...this.tests.values()]
      .filter((test) => test.outcome() === "unexpected")
      .map((test) => `${test.title}: ${firstWords(test)}`);
    writeFileSync(
      process.env["E2E_EVIDENCE"]!,
      JSON.stringify({
        passed: count("expected") + count("flaky"),
        flaky: count("flaky"),
        failed: failures.length,
        skipped: count("skipped"),
        failures: failures.slice(0, SHOWN),
      }),
    );
  }
}

function firstWords(test: TestCase): string {
  const message = test.results.at(-1)?.error?.message ?? "no reason given";
  // Without the colours that Playwright gives a terminal.
  return message
    .replace(/\u001b\[[0-9;]*m/g, "")
    .replace(/\s+/g, " ")
    .slice(0, LONGEST);
}

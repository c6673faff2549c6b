import { chromium, expect, type Page } from "@playwright/test";
import { chromiumArguments } from "./browser";
import { signIn } from "./people";
import { PHRASE, secondsOf } from "./recordings";

export const phraseUrl = `/lessons/${PHRASE.lesson}/${PHRASE.position}`;

/** What `withMicrophone` has to know of Playwright's own browser. */
export const browserOf = (baseURL: string | undefined, launch: { executablePath?: string }) => ({
  baseURL: baseURL!,
  executablePath: launch.executablePath,
});

/** Runs `practise` on a page of a browser whose microphone plays the WAV file, signed in as the demo learner. */
export async function withMicrophone(
  recording: string,
  options: { baseURL: string; executablePath: string | undefined },
  practise: (page: Page) => Promise<void>,
): Promise<void> {
  const browser = await chromium.launch({
    ...(options.executablePath ? { executablePath: options.executablePath } : {}),
    args: chromiumArguments(recording),
  });
  try {
    const context = await browser.newContext({ baseURL: options.baseURL, permissions: ["microphone"] });
    const page = await context.newPage();
    await signIn(page, "learner");
    await practise(page);
  } finally {
    await browser.close();
  }
}

/** Opens the phrase's page and records for as long as the WAV file lasts. */
export async function recordPhrase(page: Page, recording: string, url = phraseUrl): Promise<void> {
  await page.goto(url);
  await page.getByRole("button", { name: "Record" }).click();
  await expect(page.getByRole("button", { name: "Stop" })).toBeVisible();
  await page.waitForTimeout(secondsOf(recording) * 1000);
  await page.getByRole("button", { name: "Stop" }).click();
}

/** The overall score that the result shows. */
export async function shownScore(page: Page): Promise<number> {
  const result = page.getByRole("region", { name: /Well said|So close|Good try/ });
  await expect(result).toBeVisible({ timeout: 30_000 });
  return Number(/(\d+)\s*of 100/.exec(await result.innerText())?.[1]);
}

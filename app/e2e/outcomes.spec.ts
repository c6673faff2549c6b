import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { answerWith, notSaid, said } from "./support/answers";
import { expectAccessible } from "./support/axe";
import { browserOf, phraseUrl, recordPhrase, withMicrophone } from "./support/practise";
import { recordingPath } from "./support/recordings";

const TOLD = [
  [notSaid("other_words"), "That sounded like other words.", "Press Listen"],
  [notSaid("part", "a big"), "A good start!", "We heard “a big”. Now say the whole phrase."],
  [notSaid("cut_off", "a big"), "Your recording stopped before the end.", "We heard “a big”."],
  [notSaid("unclear"), "We could not hear you clearly.", "quieter place"],
] as const;

test("a recording without the phrase is told in words alone", async ({ baseURL, launchOptions }) => {
  await withMicrophone(recordingPath("silence"), browserOf(baseURL, launchOptions), async (page) => {
    for (const [answer, headline, detail] of TOLD) {
      await answerWith(page, answer);
      await recordPhrase(page, recordingPath("silence"));
      const result = page.getByRole("region", { name: headline });
      await expect(page.getByRole("heading", { name: headline })).toBeFocused();
      await expect(page.getByRole("status").filter({ hasText: detail })).toBeAttached();
      await expect(result).toContainText(detail);
      await expect(result).not.toContainText(/of 100|Sounds to try|Every sound|Practise/);
      await expect(result.getByRole("list")).toHaveCount(0);
      await expect(result.getByRole("button", { name: "Hear myself" })).toBeVisible();
      await expect(page.getByRole("button", { name: "Record again" })).toBeVisible();
      await expectAccessible(page);
    }
  });
});

test("what nobody can tell has a mark of its own and is nothing to try", async ({
  baseURL,
  launchOptions,
}) => {
  await withMicrophone(recordingPath("silence"), browserOf(baseURL, launchOptions), async (page) => {
    const sounds = said(
      [
        ["b", "b", "great"],
        ["i", "ɪ", "close"],
        ["d", "d", "practise"],
        ["o", "ɒ", "unsure"],
      ],
      { sayings: 3 },
    );
    await answerWith(page, sounds);
    await recordPhrase(page, recordingPath("silence"));
    const result = page.getByRole("region", { name: "So close!" });
    await expect(result).toContainText("You said it 3 times. This is your best one.");
    const toTry = result.getByRole("listitem").filter({ hasText: "Try this:" });
    await expect(toTry).toHaveText([/^i in “big”/, /^d in “dog”/]);
    await expect(result.getByText("Not sure").first()).toBeVisible();
    await result.getByText("Every sound, one by one").click();
    for (const theme of ["cream", "dark", "contrast"]) {
      // Colours on their way from one theme to the next are nobody's.
      await page.evaluate((name) => {
        Object.assign(document.documentElement.dataset, { motion: "reduced", theme: name });
      }, theme);
      await expectAccessible(page);
    }
  });
});

test("a phrase about which nobody can tell has kind words and no score", async ({
  baseURL,
  launchOptions,
}) => {
  await withMicrophone(recordingPath("silence"), browserOf(baseURL, launchOptions), async (page) => {
    await answerWith(page, said([["b", "b", "unsure"]], { verdict: "unsure" }));
    await recordPhrase(page, recordingPath("silence"));
    const result = page.getByRole("region", { name: "Thank you for saying it!" });
    await expect(result).toBeVisible();
    await expect(result).not.toContainText(/of 100|Sounds to try/);
    await expectAccessible(page);
  });
});

test("nothing plays while a learner records", async ({ baseURL, launchOptions }) => {
  await withMicrophone(recordingPath("silence"), browserOf(baseURL, launchOptions), async (page) => {
    await page.goto(phraseUrl);
    const audio = page.locator("audio");
    const wav = { contentType: "audio/wav", body: readFileSync(recordingPath("silence")) };
    await page.route("**/api/speech", (route) => route.fulfill(wav));
    await page.getByRole("button", { name: "Listen", exact: true }).click();
    await expect(audio).toHaveJSProperty("paused", false);
    await page.getByRole("button", { name: "Record" }).click();
    await expect(page.getByRole("button", { name: "Stop" })).toBeVisible();
    await expect(audio).toHaveJSProperty("paused", true);

    await page.reload();
    await page.unroute("**/api/speech");
    await page.route("**/api/speech", () => undefined);
    const asked = page.waitForRequest("**/api/speech");
    const gone = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/api/speech"));
    await page.getByRole("button", { name: "Listen", exact: true }).click();
    await asked;
    await page.getByRole("button", { name: "Record" }).click();
    await gone;
    await expect(page.getByRole("button", { name: "Stop" })).toBeVisible();
    await expect(audio).toHaveJSProperty("src", "");
  });
});

test("a phrase listened to twice at once plays, and nobody says that it can't", async ({
  baseURL,
  launchOptions,
}) => {
  await withMicrophone(recordingPath("silence"), browserOf(baseURL, launchOptions), async (page) => {
    await page.goto(phraseUrl);
    const wav = { contentType: "audio/wav", body: readFileSync(recordingPath("silence")) };
    await page.route("**/api/speech", (route) => route.fulfill(wav));
    await page.getByRole("button", { name: "Listen", exact: true }).dblclick();
    await expect(page.locator("audio")).toHaveJSProperty("ended", true);
    await expect(page.getByText("can't play")).toHaveCount(0);
  });
});

import { expect, test } from "@playwright/test";
import { expectAccessible } from "./support/axe";
import { signIn } from "./support/people";
import { browserOf, phraseUrl, recordPhrase, shownScore, withMicrophone } from "./support/practise";
import { PHRASE, recordingPath } from "./support/recordings";

test("a learner finds a lesson and hears a phrase @readonly", async ({ page }) => {
  await signIn(page, "learner");
  await page.getByRole("link", { name: "First words", exact: true }).click();
  await page.getByRole("link", { name: PHRASE.text }).click();
  await expect(page.getByRole("heading", { level: 1, name: PHRASE.text })).toBeVisible();
  const spoken = page.waitForResponse("**/api/speech");
  await page.getByRole("button", { name: "Listen", exact: true }).click();
  expect((await spoken).headers()["content-type"]).toContain("audio/wav");
  await expect(page.locator("audio").first()).toHaveJSProperty("ended", true);
  await expect(page.locator("audio").first()).toHaveJSProperty("error", null);
});

test("a phrase said rightly is scored sound by sound", async ({ baseURL, launchOptions }) => {
  await withMicrophone(recordingPath("right"), browserOf(baseURL, launchOptions), async (page) => {
    await recordPhrase(page, recordingPath("right"));
    expect(await shownScore(page)).toBeGreaterThan(60);
    await expect(page.getByRole("list", { name: "Your words" }).getByRole("listitem")).toHaveCount(3);
    await expectAccessible(page);
    await page.getByRole("link", { name: "Next phrase" }).click();
    await expect(page).toHaveURL(new RegExp(`/${PHRASE.position + 1}$`));
  });
});

test("other words than the phrase are told as such, without a score", async ({ baseURL, launchOptions }) => {
  await withMicrophone(recordingPath("wrong"), browserOf(baseURL, launchOptions), async (page) => {
    await recordPhrase(page, recordingPath("wrong"));
    const result = page.getByRole("region", { name: "That sounded like other words." });
    await expect(result).toBeVisible({ timeout: 30_000 });
    await expect(result).not.toContainText("of 100");
    await expect(page.getByRole("heading", { name: "Sounds to try" })).toHaveCount(0);
    await expectAccessible(page);
  });
});

test("a recording of silence gets a kind sentence", async ({ baseURL, launchOptions }) => {
  const file = recordingPath("silence");
  await withMicrophone(file, browserOf(baseURL, launchOptions), async (page) => {
    const answer = page.waitForResponse("**/api/attempts");
    await recordPhrase(page, file);
    const response = await answer;
    expect(response.status()).toBeGreaterThanOrEqual(400);
    expect(response.status()).toBeLessThan(500);
    const { message } = (await response.json()) as { message: string };
    await expect(page.getByText(message).first()).toBeVisible();
    await expect(page.getByRole("button", { name: "Record again" })).toBeVisible();
    await expectAccessible(page);
  });
});

test("what is not a recording is refused with a code and a sentence", async ({ page }) => {
  await signIn(page, "learner");
  await page.goto(phraseUrl);
  const phraseId = await page
    .getByRole("region", { name: "Practise this phrase" })
    .getAttribute("data-phrase");
  const send = (buffer: Buffer) =>
    page.request.post("/api/attempts", {
      multipart: {
        phraseId: phraseId!,
        recordingId: crypto.randomUUID(),
        audio: { name: "recording", mimeType: "audio/webm", buffer },
      },
    });
  for (const [buffer, code] of [
    [Buffer.from("these words are not audio"), "not_audio"],
    [Buffer.alloc(0), "empty_audio"],
    [Buffer.alloc(6_000_000), "too_large"],
  ] as const) {
    const response = await send(buffer);
    const body = (await response.json()) as { code: string; message: string };
    expect(body.code).toBe(code);
    expect(body.message).toMatch(/^[A-Z].*[.]$/);
    expect(response.status()).toBeGreaterThanOrEqual(400);
    expect(response.status()).toBeLessThan(500);
  }
});

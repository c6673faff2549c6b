import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { expectAccessible } from "./support/axe";
import { password, signIn } from "./support/people";
import { phraseUrl } from "./support/practise";
import { PHRASE, recordingPath } from "./support/recordings";

test("an educator sees a learner's attempt as it comes in, and sending a recording twice keeps it once", async ({
  page,
  browser,
  baseURL,
}) => {
  const educatorContext = await browser.newContext({ baseURL });
  const educator = await educatorContext.newPage();
  await signIn(educator, "educator");
  await educator.getByRole("link", { name: "Sam" }).click();
  const attempts = educator.locator("dt", { hasText: "Attempts" }).locator("+ dd");
  await expect(attempts).toBeVisible();
  const before = Number(await attempts.innerText());

  await signIn(page, "learner");
  await page.goto(phraseUrl);
  const phraseId = await page
    .getByRole("region", { name: "Practise this phrase" })
    .getAttribute("data-phrase");
  const recordingId = crypto.randomUUID();
  for (const status of [201, 200]) {
    const response = await page.request.post("/api/attempts", {
      multipart: {
        phraseId: phraseId!,
        recordingId,
        audio: { name: "recording.wav", mimeType: "audio/wav", buffer: readFileSync(recordingPath("right")) },
      },
    });
    expect(response.status()).toBe(status);
  }

  await expect(educator.getByRole("status")).toHaveText("New attempts since you opened this page: 1.");
  await expect(attempts).toHaveText(String(before + 1));
  await expect(educator.getByRole("row").nth(1)).toContainText(PHRASE.text);
  await expectAccessible(educator);
  await educatorContext.close();
});

test("nobody sees what is not theirs @readonly", async ({ page, playwright, baseURL }) => {
  test.skip(!password, "needs the demo people's password");
  await signIn(page, "educator");
  expect((await page.goto("/learners/3f0b1c9e-7c56-4f3a-9d0f-0a1b2c3d4e5f"))?.status()).toBe(404);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await signIn(page, "learner");
  expect((await page.goto("/learners"))?.status()).toBe(404);

  const stranger = await playwright.request.newContext({ baseURL });
  expect((await stranger.post("/api/attempts", { multipart: {} })).status()).toBe(401);
  expect((await stranger.post("/api/speech", { data: {} })).status()).toBe(401);
  expect((await stranger.put("/api/settings", { data: {} })).status()).toBe(401);
  const foreign = await page.request.post("/api/attempts", {
    headers: { origin: "https://elsewhere.example" },
    multipart: {},
  });
  expect(foreign.status()).toBe(403);
  await stranger.dispose();
});

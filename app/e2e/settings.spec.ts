import { expect, test, type Page } from "@playwright/test";
import { expectAccessible } from "./support/axe";
import { signIn } from "./support/people";

async function choose(page: Page, setting: string, choice: string): Promise<void> {
  const saved = page.waitForResponse((response) => response.url().endsWith("/api/settings"));
  await page.getByRole("group", { name: setting }).getByLabel(choice, { exact: true }).check();
  expect((await saved).status()).toBe(200);
}

test("reading settings stay with the account and are there at the first paint", async ({
  page,
  browser,
  baseURL,
}) => {
  await signIn(page, "learner");
  await page.getByRole("link", { name: "Settings" }).click();
  try {
    await choose(page, "Letters", "OpenDyslexic");
    await choose(page, "Space between letters", "Wider");
    await choose(page, "Space between words", "Wide");
    await choose(page, "Space between lines", "Wide");
    await choose(page, "Colours", "Dark");
    await choose(page, "Focus mode", "On");
    await choose(page, "Movement", "Less movement");
    await expect(page.getByRole("status").filter({ hasText: "Saved." })).toBeVisible();
    await expectAccessible(page);

    // Another device: a browser without this one's cookies. The server's own HTML must already carry the settings.
    const otherContext = await browser.newContext({ baseURL });
    const other = await otherContext.newPage();
    await signIn(other, "learner");
    const html = await (await other.request.get("/lessons")).text();
    const attributes = ['data-font="opendyslexic"', 'data-letter-spacing="wider"', 'data-theme="dark"'];
    for (const attribute of [...attributes, 'data-focus-mode="on"', 'data-motion="reduced"']) {
      expect(html.slice(0, html.indexOf("<body"))).toContain(attribute);
    }
    expect(await other.evaluate(() => getComputedStyle(document.body).fontFamily)).toContain("OpenDyslexic");
    expect(await other.evaluate(() => document.fonts.check("16px OpenDyslexic"))).toBe(true);
    await expectAccessible(other);
    await otherContext.close();

    await choose(page, "Colours", "High contrast");
    await page.goto("/lessons/first-words/1");
    await expectAccessible(page);
  } finally {
    await page.goto("/settings");
    await choose(page, "Letters", "Lexend");
    await choose(page, "Space between letters", "Normal");
    await choose(page, "Space between words", "Normal");
    await choose(page, "Space between lines", "Normal");
    await choose(page, "Colours", "Cream");
    await choose(page, "Focus mode", "Off");
    await choose(page, "Movement", "As my device says");
  }
});

import { test } from "@playwright/test";
import { expectAccessible } from "./support/axe";
import { password, signIn } from "./support/people";

test.skip(!password, "needs the demo people's password");

test("a learner's pages have no barriers @readonly", async ({ page }) => {
  await signIn(page, "learner");
  for (const path of ["/lessons", "/lessons/first-words", "/lessons/first-words/1", "/settings"]) {
    await page.goto(path);
    await expectAccessible(page);
  }
});

test("a learner's pages have no barriers on a small screen @readonly", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await signIn(page, "learner");
  for (const path of ["/lessons", "/lessons/first-words/1", "/settings"]) {
    await page.goto(path);
    await expectAccessible(page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (overflow > 0) throw new Error(`${path} scrolls sideways by ${overflow} pixels at 320 pixels wide.`);
  }
});

test("an educator's pages have no barriers @readonly", async ({ page }) => {
  await signIn(page, "educator");
  await expectAccessible(page);
  await page.getByRole("link", { name: "Sam" }).click();
  await page.waitForURL(/\/learners\/.+/);
  await expectAccessible(page);
});

import { expect, test, type Page } from "@playwright/test";
import { people, password } from "./support/people";

/** Presses Tab until the focus is on something with this accessible name. */
async function tabTo(page: Page, role: "link" | "button", name: string | RegExp): Promise<void> {
  const target = page.getByRole(role, { name }).first();
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab does not reach the ${role} ${String(name)}.`);
}

test("the whole loop works with the keyboard alone", async ({ page }) => {
  await page.goto("/sign-in");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the main part" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("E-mail")).toBeFocused();
  await page.keyboard.type(people.learner);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/lessons$/);

  await tabTo(page, "link", /^First words$/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "First words" })).toBeVisible();
  await tabTo(page, "link", /a big dog/);
  await page.keyboard.press("Enter");

  await tabTo(page, "button", "Record");
  await page.keyboard.press("Space");
  await expect(page.getByRole("button", { name: "Stop" })).toBeFocused();
  await page.waitForTimeout(2500);
  await page.keyboard.press("Space");
  await expect(page.getByRole("status").filter({ hasText: /\S/ })).toBeAttached();
  await expect(page.getByRole("button", { name: "Record again" })).toBeVisible({ timeout: 30_000 });
});

import { expect, type Page } from "@playwright/test";

export const password = process.env["E2E_PASSWORD"] ?? process.env["DEMO_PASSWORD"] ?? "";

export const people = {
  learner: process.env["E2E_LEARNER"] ?? "learner@lexfix.local",
  educator: process.env["E2E_EDUCATOR"] ?? "educator@lexfix.local",
};

/** Signs in by the form and waits for the person's own start page. */
export async function signIn(page: Page, who: keyof typeof people): Promise<void> {
  if (!password) throw new Error("Set E2E_PASSWORD (or DEMO_PASSWORD) to the demo people's password.");
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(people[who]);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(who === "learner" ? /\/lessons$/ : /\/learners$/);
}

import { expect, test } from "@playwright/test";
import { expectAccessible } from "./support/axe";
import { people, password, signIn } from "./support/people";

test("LexFix and everything it needs is healthy @readonly", async ({ request }) => {
  const response = await request.get("/health");
  expect(await response.json()).toMatchObject({ status: "ok" });
  expect(response.status()).toBe(200);
  expect((await request.get("/live")).status()).toBe(200);
});

test("a stranger is asked to sign in, on a page without barriers @readonly", async ({ page }) => {
  for (const path of ["/", "/lessons", "/lessons/first-words/1", "/settings", "/learners"]) {
    await page.goto(path);
    await expect(page).toHaveURL(/\/sign-in$/);
  }
  await expectAccessible(page);
});

test("pages carry the headers that protect a learner @readonly", async ({ request }) => {
  const headers = (await request.get("/sign-in")).headers();
  expect(headers["content-security-policy"]).toContain("script-src 'self' 'nonce-");
  expect(headers["content-security-policy"]).not.toContain("unsafe-inline");
  expect(headers["permissions-policy"]).toContain("microphone=(self)");
  expect(headers["x-content-type-options"]).toBe("nosniff");
});

test("a page that does not exist says so kindly @readonly", async ({ page }) => {
  const response = await page.goto("/no-such-page");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "This page is not here" })).toBeVisible();
  await expectAccessible(page);
});

test("a wrong password gets a kind sentence and no session", async ({ page, context }) => {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(people.learner);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("do not match")).toBeVisible();
  expect((await context.cookies()).some(({ name }) => name.endsWith("session-token"))).toBe(false);
  await expectAccessible(page);
});

test("a learner signs in and out, and the old cookie is worth nothing afterwards @readonly", async ({
  page,
  context,
}) => {
  test.skip(!password, "needs the demo people's password");
  await signIn(page, "learner");
  const cookie = (await context.cookies()).find(({ name }) => name.endsWith("session-token"));
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await context.addCookies([cookie!]);
  await page.goto("/lessons");
  await expect(page).toHaveURL(/\/sign-in$/);
});

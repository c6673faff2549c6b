import { expect, test } from "@playwright/test";
import { recordPhrase, withMicrophone } from "./support/practise";

/** A person's recording, as the live tests lay it out, and what the page must say of it. */
interface Recording {
  file: string;
  /** Of the phrase's page. */
  path: string;
  headline: string;
  /** The word that was said as another one. */
  wrong: string | null;
}

const laidOut = process.env["E2E_PERSON"];

// Only the live tests have recordings of people: anywhere else there is nothing to run here.
if (laidOut) {
  const { file, path, headline, wrong } = JSON.parse(laidOut) as Recording;

  test("a person's recording is told as what it is", async ({ baseURL, launchOptions }) => {
    const browser = { baseURL: baseURL!, executablePath: launchOptions.executablePath };
    await withMicrophone(file, browser, async (page) => {
      await recordPhrase(page, file, path);
      const result = page.getByRole("region", { name: new RegExp(headline) });
      await expect(result).toBeVisible({ timeout: 30_000 });
      const forPractice = result.getByRole("listitem").filter({ hasText: /^\S+: Practise/ });
      await expect(forPractice).toHaveText(wrong === null ? [] : [new RegExp(`^${wrong}:`)]);
      if (wrong !== null) await expect(result.getByText(`in “${wrong}”`).first()).toBeVisible();
    });
  });
}

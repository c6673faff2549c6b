import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defineConfig } from "@playwright/test";
import { chromiumArguments } from "./e2e/support/browser";

const debianChromium = "/usr/bin/chromium";
const executablePath =
  process.env["CHROMIUM_PATH"] ?? (existsSync(debianChromium) ? debianChromium : undefined);
const address = process.env["E2E_ADDRESS"];

export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/support/recordings.ts",
  // One after the other: they share the demo learner, whose reading settings one of them changes.
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env["CI"]),
  reporter: [["list"], ...(process.env["E2E_EVIDENCE"] ? [["./e2e/support/evidence.ts"] as const] : [])],
  outputDir: path.join(tmpdir(), "lexfix-e2e"),
  use: {
    // Sign-in tries are counted by the address that the ingress names; the smoke tests meet no ingress.
    ...(address ? { extraHTTPHeaders: { "x-forwarded-for": address } } : {}),
    baseURL: process.env["E2E_BASE_URL"] ?? "http://localhost:3000",
    browserName: "chromium",
    launchOptions: { ...(executablePath ? { executablePath } : {}), args: chromiumArguments() },
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
  },
});

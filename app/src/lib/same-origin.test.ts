import { expect, test } from "vitest";
import { isSameOrigin } from "@/lib/same-origin";

test("a request of our own page passes, also behind a proxy", () => {
  expect(isSameOrigin(new Headers({ origin: "http://localhost:3000", host: "localhost:3000" }))).toBe(true);
  const proxied = {
    origin: "https://app.lexfix.com",
    host: "10.0.0.2",
    "x-forwarded-host": "app.lexfix.com",
  };
  expect(isSameOrigin(new Headers({ ...proxied, "sec-fetch-site": "same-origin" }))).toBe(true);
});

test("a request without a browser's headers passes, because no other site made it", () => {
  expect(isSameOrigin(new Headers({ host: "localhost:3000" }))).toBe(true);
});

test("a request of another site's page does not pass", () => {
  expect(isSameOrigin(new Headers({ origin: "https://evil.example", host: "localhost:3000" }))).toBe(false);
  expect(isSameOrigin(new Headers({ origin: "null", host: "localhost:3000" }))).toBe(false);
  expect(isSameOrigin(new Headers({ "sec-fetch-site": "cross-site", host: "localhost:3000" }))).toBe(false);
  expect(isSameOrigin(new Headers({ "sec-fetch-site": "same-site", host: "localhost:3000" }))).toBe(false);
});

import { expect, test } from "vitest";
import { contentSecurityPolicy } from "@/lib/csp";

test("only scripts with this page's nonce run", () => {
  const policy = contentSecurityPolicy("abc", { dev: false, https: true });
  expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic';");
  expect(policy).not.toContain("unsafe");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("upgrade-insecure-requests");
});

test("pages may send errors to Sentry where it is named, and talk to nobody else", () => {
  const options = { dev: false, https: true };
  expect(contentSecurityPolicy("abc", options)).toContain("connect-src 'self';");
  expect(contentSecurityPolicy("abc", { ...options, errorsTo: "https://o1.ingest.sentry.io" })).toContain(
    "connect-src 'self' https://o1.ingest.sentry.io;",
  );
});

test("plain http on a laptop is not upgraded", () => {
  expect(contentSecurityPolicy("abc", { dev: false, https: false })).not.toContain("upgrade");
});

test("the development server gets what hot reloading needs", () => {
  expect(contentSecurityPolicy("abc", { dev: true, https: false })).toContain("'unsafe-eval'");
});

import { expect, test } from "vitest";
import { contentSecurityPolicy } from "@/lib/csp";

test("only scripts with this page's nonce run", () => {
  const policy = contentSecurityPolicy("abc", { dev: false, https: true });
  expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic';");
  expect(policy).not.toContain("unsafe");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("upgrade-insecure-requests");
});

test("plain http on a laptop is not upgraded", () => {
  expect(contentSecurityPolicy("abc", { dev: false, https: false })).not.toContain("upgrade");
});

test("the development server gets what hot reloading needs", () => {
  expect(contentSecurityPolicy("abc", { dev: true, https: false })).toContain("'unsafe-eval'");
});

import { NextResponse, type NextRequest } from "next/server";
import { contentSecurityPolicy } from "@/lib/csp";

/** Gives every page a Content-Security-Policy with a nonce of its own, which Next.js puts on its scripts. */
export function proxy(request: NextRequest): NextResponse {
  const https = process.env["APP_URL"]?.startsWith("https://") ?? false;
  const dsn = process.env["SENTRY_DSN"];
  const errorsTo = dsn && new URL(dsn).origin;
  const nonce = Buffer.from(crypto.randomUUID()).toString("base64");
  const policy = contentSecurityPolicy(nonce, {
    dev: process.env.NODE_ENV === "development",
    https,
    errorsTo,
  });
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  if (https) response.headers.set("strict-transport-security", "max-age=31536000; includeSubDomains");
  return response;
}

export const config = { matcher: "/((?!api/|_next/static|_next/image|health$|live$|icon).*)" };

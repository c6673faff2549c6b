import { after } from "next/server";
import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { z } from "zod";
import { recordEvent, type AuditEvent } from "@/lib/audit";
import { db } from "@/lib/db";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { mongo } from "@/lib/mongo";
import { hashPassword, verifyPassword } from "@/lib/passwords";
import { addressOf, SignInLimit } from "@/lib/rate-limit";
import { redis } from "@/lib/redis";
import { SESSION_SECONDS, Sessions } from "@/lib/sessions";
import { countSignIn } from "@/lib/telemetry/metrics";

export const sessions = new Sessions(redis);
const signInLimit = new SignInLimit(redis);

const credentialsSchema = z.object({
  email: z.string().trim().toLowerCase().max(254),
  password: z.string().min(1).max(200),
});

/** Error codes that the sign-in page turns into sentences. */
export const TOO_MANY_TRIES = "TooManyTries";

export function audit(event: AuditEvent): void {
  if (event.type === "sign_in") countSignIn(event.outcome === "ok" ? "success" : "failure");
  after(() => recordEvent(mongo, event));
}

let decoyHash: Promise<string> | undefined;

async function authorize(input: unknown, forwardedFor: string | undefined) {
  const parsed = credentialsSchema.safeParse(input);
  if (!parsed.success) return null;
  const { email, password } = parsed.data;
  const address = addressOf(forwardedFor);
  if (!(await signInLimit.allows(email, address))) {
    audit({ type: "sign_in", outcome: "limited", userId: null });
    throw new Error(TOO_MANY_TRIES);
  }
  const user = await db().user.findUnique({ where: { email } });
  // An unknown e-mail costs as much time as a known one, so that time does not tell them apart.
  const hash = user?.passwordHash ?? (await (decoyHash ??= hashPassword("nobody")));
  if (!(await verifyPassword(hash, password)) || !user) {
    audit({ type: "sign_in", outcome: "failed", userId: user?.id ?? null });
    return null;
  }
  await signInLimit.clear(email, address);
  audit({ type: "sign_in", outcome: "ok", userId: user.id });
  return { id: user.id };
}

/** The name of the session cookie; the __Secure- prefix makes browsers insist on https. */
export function sessionCookieName(): string {
  return `${isSecure() ? "__Secure-" : ""}next-auth.session-token`;
}

function isSecure(): boolean {
  return env().APP_URL.startsWith("https://");
}

/** next-auth with the "jwt" strategy (the only one Credentials allow), where the "token" is a session's opaque id. */
export function authOptions(): NextAuthOptions {
  return {
    secret: env().AUTH_SECRET,
    useSecureCookies: isSecure(),
    pages: { signIn: "/sign-in", error: "/sign-in" },
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    providers: [
      CredentialsProvider({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        authorize: (input, request) => {
          const header: unknown = request.headers?.["x-forwarded-for"];
          return authorize(input, typeof header === "string" ? header : undefined);
        },
      }),
    ],
    jwt: {
      encode: ({ token }) => {
        if (typeof token?.["sessionId"] === "string") return Promise.resolve(token["sessionId"]);
        return sessions.create({ sub: token?.sub });
      },
      decode: async ({ token: sessionId }) => {
        const data = sessionId ? await sessions.read(sessionId) : null;
        return data && { ...data, sessionId };
      },
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token["sessionId"] === "string") await sessions.end(token["sessionId"]);
        if (token.sub) audit({ type: "sign_out", userId: token.sub });
      },
    },
    logger: {
      error: (code) => log.error({ code }, "sign-in trouble"),
      warn: (code) => log.warn({ code }, "sign-in warning"),
    },
  };
}

import { db } from "@/lib/db";
import { env } from "@/lib/env";
import { describe, Failure } from "@/lib/errors/failures";
import { checkHealth } from "@/lib/health";
import { log } from "@/lib/log";
import { mongo } from "@/lib/mongo";
import { redis } from "@/lib/redis";

export const dynamic = "force-dynamic";

async function probeMl(): Promise<void> {
  const response = await fetch(`${env().ML_URL}/health`, {
    cache: "no-store",
    signal: AbortSignal.timeout(3000),
  });
  if (!response.ok) throw new Failure(`the ML service answered ${response.status}`);
}

/** 200 only when everything that LexFix needs answers; the body says what does not. */
export async function GET(): Promise<Response> {
  const health = await checkHealth(
    env().LEXFIX_VERSION,
    {
      postgres: () => db().$queryRaw`SELECT 1`,
      mongodb: () => mongo().command({ ping: 1 }),
      redis: async () => (await redis()).ping(),
      ml: probeMl,
    },
    (check, error) => log.warn({ check, error: describe(error) }, "not healthy"),
  );
  const status = health.status === "ok" ? 200 : 503;
  return Response.json(health, { status, headers: { "cache-control": "no-store" } });
}

import { Failure } from "@/lib/errors/failures";

export interface Check {
  ok: boolean;
  /** Why not, in one word or two that tell a stranger nothing about the inside. */
  reason?: string;
}

export interface Health {
  status: "ok" | "degraded";
  version: string;
  checks: Record<string, Check>;
}

const CHECK_TIMEOUT_MS = 3000;

/** Runs every probe side by side; a probe that rejects or takes over three seconds counts as down. */
export async function checkHealth(
  version: string,
  probes: Record<string, () => Promise<unknown>>,
  onFailure: (name: string, error: unknown) => void,
  timeoutMs = CHECK_TIMEOUT_MS,
): Promise<Health> {
  const results = await Promise.all(
    Object.entries(probes).map(async ([name, probe]): Promise<[string, Check]> => {
      try {
        await Promise.race([probe(), timeout(timeoutMs)]);
        return [name, { ok: true }];
      } catch (error) {
        onFailure(name, error);
        return [
          name,
          { ok: false, reason: error instanceof TimedOut ? "no answer in time" : "not reachable" },
        ];
      }
    }),
  );
  const checks = Object.fromEntries(results);
  return { status: results.every(([, check]) => check.ok) ? "ok" : "degraded", version, checks };
}

class TimedOut extends Failure {
  override readonly name = "TimedOut";
}

function timeout(milliseconds: number): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new TimedOut(`no answer in ${milliseconds} ms`)), milliseconds).unref();
  });
}

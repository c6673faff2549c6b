import { createHash } from "node:crypto";

/** The commands that counting needs; the Redis client has them. */
export interface CounterBackend {
  incr(key: string): Promise<number>;
  expire(key: string, seconds: number, mode: "NX"): Promise<unknown>;
  del(keys: string[]): Promise<unknown>;
}

const WINDOW_SECONDS = 15 * 60;

/** Tries in 15 minutes. A class shares one address, so an address may fail more often than a person. */
const LIMITS = { personHere: 8, person: 40, address: 60 };

/** Counts sign-in tries per person, per address and per both, so that guessing passwords does not pay. */
export class SignInLimit {
  constructor(private readonly backend: () => Promise<CounterBackend>) {}

  /** Counts one try (before the password is looked at); false when there were too many. */
  async allows(email: string, address: string): Promise<boolean> {
    const backend = await this.backend();
    const counts = await Promise.all(
      Object.entries(keysOf(email, address)).map(async ([name, key]) => {
        const count = await backend.incr(key);
        await backend.expire(key, WINDOW_SECONDS, "NX");
        return count <= LIMITS[name as keyof typeof LIMITS];
      }),
    );
    return counts.every(Boolean);
  }

  /** A right password clears the person's counts; the address keeps its own. */
  async clear(email: string, address: string): Promise<void> {
    const { personHere, person } = keysOf(email, address);
    await (await this.backend()).del([personHere, person]);
  }
}

function keysOf(email: string, address: string): Record<keyof typeof LIMITS, string> {
  const key = (kind: string, value: string) =>
    `sign-in:${kind}:${createHash("sha256").update(value).digest("base64url")}`;
  return {
    personHere: key("person-here", `${email} ${address}`),
    person: key("person", email),
    address: key("address", address),
  };
}

/** The caller's address as the ingress saw it: the last entry, because the earlier ones are the caller's own words. */
export function addressOf(forwardedFor: string | null | undefined): string {
  return forwardedFor?.split(",").at(-1)?.trim() || "unknown";
}

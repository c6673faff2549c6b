import { createHash, randomBytes } from "node:crypto";
import type { JWT } from "next-auth/jwt";

/** How long a sign-in lasts, in seconds: a week, so that typing a password is rare. */
export const SESSION_SECONDS = 7 * 24 * 3600;

/** The three commands the sessions need; the Redis client has them. */
export interface SessionBackend {
  set(key: string, value: string, options: { expiration: { type: "EX"; value: number } }): Promise<unknown>;
  get(key: string): Promise<string | null>;
  del(key: string): Promise<unknown>;
}

/**
 * Sessions held in Redis. The cookie carries only a random id, and Redis knows only that id's hash,
 * so neither a copied cookie jar says who somebody is, nor a copied Redis lets anybody in.
 */
export class Sessions {
  constructor(private readonly backend: () => Promise<SessionBackend>) {}

  /** Stores the data and returns the new, unguessable id. */
  async create(data: JWT): Promise<string> {
    const id = randomBytes(32).toString("base64url");
    const backend = await this.backend();
    await backend.set(keyOf(id), JSON.stringify(data), {
      expiration: { type: "EX", value: SESSION_SECONDS },
    });
    return id;
  }

  /** The data of a session, or null when it ended or never was. Rejects when Redis is away. */
  async read(id: string): Promise<JWT | null> {
    const value = await (await this.backend()).get(keyOf(id));
    return value === null ? null : (JSON.parse(value) as JWT);
  }

  async end(id: string): Promise<void> {
    await (await this.backend()).del(keyOf(id));
  }
}

function keyOf(id: string): string {
  return `session:${createHash("sha256").update(id).digest("base64url")}`;
}

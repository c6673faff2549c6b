import { createClient } from "redis";
import { env } from "@/lib/env";
import { describe, Failure } from "@/lib/errors/failures";
import { log } from "@/lib/log";

function connect(options: { disableOfflineQueue: boolean }) {
  const client = createClient({
    url: env().REDIS_URL,
    ...options,
    socket: { connectTimeout: 3000, reconnectStrategy: (retries) => Math.min(100 * 2 ** retries, 2000) },
  });
  client.on("error", (error: Error) => log.warn({ error: describe(error) }, "redis connection trouble"));
  return client;
}

export type Redis = ReturnType<typeof connect>;

const holder = globalThis as { lexfixRedis?: { client: Redis; ready: Promise<unknown> } };

/** The one Redis client of this process; rejects within seconds when Redis is not there. */
export async function redis(): Promise<Redis> {
  if (!holder.lexfixRedis) {
    // A request must fail at once while Redis is away, not hang; the client reconnects by itself.
    const client = connect({ disableOfflineQueue: true });
    const ready = client.connect();
    ready.catch(() => undefined);
    holder.lexfixRedis = { client, ready };
  }
  const { client, ready } = holder.lexfixRedis;
  if (!client.isReady) await Promise.race([ready, rejectAfter(3000)]);
  return client;
}

function rejectAfter(milliseconds: number): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Failure("Redis did not answer in time")), milliseconds).unref();
  });
}

/** Listens to a channel for as long as the process lives, through every absence of Redis. */
export function subscribe(channel: string, listener: (message: string) => void): void {
  const client = connect({ disableOfflineQueue: false });
  const trouble = (error: unknown) => log.warn({ error: describe(error) }, "redis subscription trouble");
  client.connect().catch(trouble);
  client.subscribe(channel, listener).catch(trouble);
}

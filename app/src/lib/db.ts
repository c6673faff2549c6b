import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@/generated/prisma/client";
import { env } from "@/lib/env";

// On globalThis because `next dev` reloads modules and each client holds a pool.
const holder = globalThis as { lexfixDb?: PrismaClient };

/** The one PostgreSQL client of this process; connects on first use. */
export function db(): PrismaClient {
  return (holder.lexfixDb ??= new PrismaClient({
    adapter: new PrismaPg({ connectionString: env().DATABASE_URL, connectionTimeoutMillis: 3000, max: 10 }),
  }));
}

import { type Db, MongoClient } from "mongodb";
import { env } from "@/lib/env";

const holder = globalThis as { lexfixMongo?: MongoClient };

/** The audit database; the driver connects on first use and reconnects by itself. */
export function mongo(): Db {
  holder.lexfixMongo ??= new MongoClient(env().MONGODB_URL, {
    serverSelectionTimeoutMS: 2000,
    connectTimeoutMS: 2000,
    maxPoolSize: 10,
  });
  return holder.lexfixMongo.db();
}

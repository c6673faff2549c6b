import { env } from "@/lib/env";
import { log } from "@/lib/log";

/** Checks the environment before the first request; a server that cannot work must not look alive. */
export function prepareServer(): void {
  try {
    // next-auth reads its public address from this variable only.
    process.env["NEXTAUTH_URL"] = env().APP_URL;
    log.info("started");
  } catch (error) {
    log.fatal(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}

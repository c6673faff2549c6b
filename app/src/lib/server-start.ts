import { activeLearners } from "@/lib/active-learners";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { startMetrics } from "@/lib/telemetry/metrics";
import { startTelemetry } from "@/lib/telemetry/start";

/** Checks the environment before the first request; a server that cannot work must not look alive. */
export async function prepareServer(): Promise<void> {
  try {
    // next-auth reads its public address from this variable only.
    process.env["NEXTAUTH_URL"] = env().APP_URL;
    await startTelemetry(process.env);
    startMetrics(() => activeLearners.count());
    log.info("started");
  } catch (error) {
    log.fatal(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}

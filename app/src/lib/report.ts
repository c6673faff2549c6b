import { describe } from "@/lib/failures";
import { log } from "@/lib/log";

/** Says that something failed which somebody should look at; `details` must hold nothing of a person. */
export function report(error: unknown, what: string, details: Record<string, string> = {}): void {
  log.error({ ...details, error: describe(error) }, what);
}

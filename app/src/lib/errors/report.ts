import { describe } from "@/lib/errors/failures";
import { log } from "@/lib/log";

type Send = (error: unknown) => void;

// On globalThis because Next.js gives instrumentation.ts and the routes a copy each of this module.
const holder = globalThis as { lexfixSendReport?: Send };

/** From now on reports also go there. */
export function sendReports(send: Send): void {
  holder.lexfixSendReport = send;
}

/** Says that something failed which somebody should look at; `details` must hold nothing of a person. */
export function report(error: unknown, what: string, details: Record<string, string> = {}): void {
  log.error({ ...details, error: describe(error) }, what);
  holder.lexfixSendReport?.(error);
}

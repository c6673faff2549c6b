import type { Instrumentation } from "next";

/** Runs once when the server starts, never while it is built. */
export async function register(): Promise<void> {
  if (process.env["NEXT_RUNTIME"] !== "nodejs") return;
  const { prepareServer } = await import("@/lib/server-start");
  await prepareServer();
}

export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env["NEXT_RUNTIME"] !== "nodejs") return;
  const { log } = await import("@/lib/log");
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  log.error({ error: message, stack, method: request.method, route: context.routePath }, "request failed");
};

import type { Instrumentation } from "next";

/** Runs once when the server starts, never while it is built. */
export async function register(): Promise<void> {
  if (process.env["NEXT_RUNTIME"] !== "nodejs") return;
  const { prepareServer } = await import("@/lib/server-start");
  await prepareServer();
}

export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env["NEXT_RUNTIME"] !== "nodejs") return;
  const { report } = await import("@/lib/errors/report");
  report(error, "request failed", { method: request.method, route: context.routePath });
};

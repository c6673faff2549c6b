export const dynamic = "force-dynamic";

/** The process answers: for the liveness and readiness probes, which must not follow the databases. */
export function GET(): Response {
  return Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } });
}

import { log } from "@/lib/log";

/** Something that a person did. It holds ids, never an e-mail, a name or a recording. */
export type AuditEvent =
  | { type: "sign_in"; outcome: "ok"; userId: string }
  | { type: "sign_in"; outcome: "failed" | "limited"; userId: string | null }
  | { type: "sign_out"; userId: string }
  | {
      type: "attempt";
      userId: string;
      attemptId: string;
      phraseId: string;
      score: number;
      verdict: string;
      model: string;
    };

/** The part of MongoDB's Db that writing an event needs. */
export interface AuditBackend {
  collection(name: "audit_events"): { insertOne(document: Record<string, unknown>): Promise<unknown> };
}

/** Writes the event; when MongoDB is away the event goes to the log, so that it is not lost and nobody waits. */
export async function recordEvent(backend: () => AuditBackend, event: AuditEvent): Promise<void> {
  try {
    await backend()
      .collection("audit_events")
      .insertOne({ ...event, at: new Date() });
  } catch (error) {
    log.error(
      { event, reason: error instanceof Error ? error.message : "unknown" },
      "audit event not stored",
    );
  }
}

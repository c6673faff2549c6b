import { report } from "@/lib/errors/report";

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
      outcome: string;
      score: number;
      verdict: string;
      model: string;
    };

/** The part of MongoDB's Db that writing an event needs. */
export interface AuditBackend {
  collection(name: "audit_events"): { insertOne(document: Record<string, unknown>): Promise<unknown> };
}

/** Writes the event; when MongoDB is away the log keeps what happened, not to whom, and nobody waits. */
export async function recordEvent(backend: () => AuditBackend, event: AuditEvent): Promise<void> {
  try {
    await backend()
      .collection("audit_events")
      .insertOne({ ...event, at: new Date() });
  } catch (error) {
    report(error, "audit event not stored", { type: event.type });
  }
}

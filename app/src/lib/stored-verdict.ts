import type { Verdict } from "@/lib/pronunciation";

/** A verdict as the table of attempts holds it (see prisma/schema.prisma). */
export interface StoredVerdict {
  verdict: string;
  unsure: boolean;
}

export function storedVerdict(verdict: Verdict): StoredVerdict {
  return verdict === "unsure" ? { verdict: "practise", unsure: true } : { verdict, unsure: false };
}

export function verdictOf({ verdict, unsure }: StoredVerdict): Verdict {
  return unsure ? "unsure" : (verdict as Verdict);
}

import { expect, test } from "vitest";
import { recordEvent } from "@/lib/audit";

test("an event is stored with its time", async () => {
  const stored: Record<string, unknown>[] = [];
  const backend = {
    collection: () => ({
      insertOne: (document: Record<string, unknown>) => Promise.resolve(stored.push(document)),
    }),
  };
  await recordEvent(() => backend, { type: "sign_in", outcome: "ok", userId: "user-1" });
  expect(stored).toEqual([
    { type: "sign_in", outcome: "ok", userId: "user-1", at: expect.any(Date) as Date },
  ]);
});

test("an audit store that is away never stops what the person does", async () => {
  const away = () => {
    throw new Error("no server");
  };
  await expect(recordEvent(away, { type: "sign_out", userId: "user-1" })).resolves.toBeUndefined();
});

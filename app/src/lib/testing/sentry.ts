import type { Server } from "node:http";
import { listening } from "@/lib/testing/listening";

/** What Sentry would have received: the envelopes, as they came. */
export interface Recorder {
  dsn: string;
  server: Server;
  envelopes: string[];
  /** The events in them. */
  events(): Record<string, unknown>[];
}

/** A server that takes envelopes as Sentry does. */
export async function recorder(): Promise<Recorder> {
  const envelopes: string[] = [];
  const { server, address } = await listening((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      envelopes.push(Buffer.concat(chunks).toString());
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  return {
    dsn: `${address.replace("//", `//${"a1".repeat(16)}@`)}/1`,
    server,
    envelopes,
    // An envelope is lines: its header, then a header and a body for each item.
    events: () => envelopes.map((one) => JSON.parse(one.split("\n")[2] ?? "") as Record<string, unknown>),
  };
}

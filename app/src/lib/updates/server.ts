import { createServer, type IncomingHttpHeaders, type Server as HttpServer } from "node:http";
import { Server } from "socket.io";
import { isSameOrigin } from "@/lib/same-origin";
import { PRACTISED, UPDATES_PATH } from "@/lib/updates/address";

/** Whose practice the sender of these headers follows: ids of learners, or null for nobody signed in. */
export type Followed = (headers: Headers) => Promise<string[] | null>;

/**
 * Tells the open pages of educators and parents that a learner of theirs has practised. It says no more than that:
 * the page then asks for what it may see, and is checked as ever. Knows the pages that are connected to this process.
 */
export class UpdatesServer {
  private readonly http: HttpServer = createServer();
  private readonly io: Server;

  constructor(followed: Followed) {
    this.io = new Server(this.http, {
      path: UPDATES_PATH,
      addTrailingSlash: false,
      // Polling would need every request of a page to reach the same replica.
      transports: ["websocket"],
      serveClient: false,
    });
    this.io.use((socket, next) => {
      const headers = new Headers(flat(socket.handshake.headers));
      if (!isSameOrigin(headers)) return next(new Error("other site"));
      followed(headers).then(
        async (learners) => {
          if (!learners) return next(new Error("signed out"));
          await socket.join(learners);
          next();
        },
        () => next(new Error("unavailable")),
      );
    });
  }

  /** Resolves once it listens on the loopback; rejects when the port is taken. */
  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.http.once("error", reject).listen(port, "127.0.0.1", resolve);
    });
  }

  practised(learnerId: string): void {
    this.io.to(learnerId).emit(PRACTISED);
  }

  /** Ends every connection; the pages connect again, to another replica if this one goes. */
  close(): Promise<void> {
    return this.io.close();
  }
}

function flat(headers: IncomingHttpHeaders): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value]] : [],
  );
}

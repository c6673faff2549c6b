"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { io } from "socket.io-client";
import { UPDATES_PATH, PRACTISED } from "@/lib/updates/address";

/** After the server refused a connection; one that only broke is tried again at once by socket.io. */
const AGAIN_MILLISECONDS = 30_000;

/** Keeps a page about learners as it is now: when one has practised, it is asked for again, and a line says so. */
export function Updates() {
  const router = useRouter();
  const [heard, setHeard] = useState(0);

  useEffect(() => {
    let again: ReturnType<typeof setTimeout>;
    const socket = io({ path: UPDATES_PATH, addTrailingSlash: false, transports: ["websocket"] });
    // What happened before the connection, or while it was broken, was told to nobody.
    socket.on("connect", () => router.refresh());
    socket.on(PRACTISED, () => {
      setHeard((count) => count + 1);
      router.refresh();
    });
    socket.on("connect_error", () => {
      clearTimeout(again);
      if (!socket.active) again = setTimeout(() => socket.connect(), AGAIN_MILLISECONDS);
    });
    return () => {
      clearTimeout(again);
      socket.disconnect();
    };
  }, [router]);

  return (
    <p className="small" role="status">
      {heard > 0 && `New attempts since you opened this page: ${heard}.`}
    </p>
  );
}

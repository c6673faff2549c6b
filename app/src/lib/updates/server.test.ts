import { io, type Socket } from "socket.io-client";
import { afterEach, expect, test } from "vitest";
import { UPDATES_PATH, PRACTISED } from "@/lib/updates/address";
import { UpdatesServer, type Followed } from "@/lib/updates/server";
import { freePort } from "@/lib/testing/ports";

const opened: { close(): unknown }[] = [];

afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));

async function serving(followed: Followed): Promise<{ server: UpdatesServer; port: number }> {
  const port = await freePort();
  const server = new UpdatesServer(followed);
  await server.listen(port);
  opened.push(server);
  return { server, port };
}

/** A page that connects: what it was told, and the reason why it was refused, if it was. */
async function page(port: number, headers: Record<string, string> = {}) {
  const socket: Socket = io(`http://127.0.0.1:${port}`, {
    path: UPDATES_PATH,
    addTrailingSlash: false,
    transports: ["websocket"],
    reconnection: false,
    forceNew: true,
    extraHeaders: headers,
  });
  opened.push(socket);
  let told = 0;
  socket.on(PRACTISED, () => (told += 1));
  const refused = await new Promise<string | null>((resolve) => {
    socket.on("connect", () => resolve(null));
    socket.on("connect_error", ({ message }) => resolve(message));
  });
  return { refused, told: () => told, left: new Promise((resolve) => socket.on("disconnect", resolve)) };
}

/** Who follows whom is in the cookie here. */
const byCookie: Followed = (headers) => Promise.resolve(headers.get("cookie")?.split(",") ?? null);

test("whoever follows a learner is told of each practice, and others are not", async () => {
  const { server, port } = await serving(byCookie);
  const [both, ada] = [await page(port, { cookie: "ada,ben" }), await page(port, { cookie: "ada" })];
  server.practised("ben");
  server.practised("ben");
  server.practised("carl");
  server.practised("ada");
  await expect.poll(ada.told).toBe(1);
  expect(both.told()).toBe(3);
});

test("nobody is told without being signed in", async () => {
  const { port } = await serving(byCookie);
  expect((await page(port)).refused).toBe("signed out");
});

test("a page of another site is refused, whoever is signed in", async () => {
  const { port } = await serving(byCookie);
  const headers = { cookie: "ada", origin: "https://elsewhere.example" };
  expect((await page(port, headers)).refused).toBe("other site");
});

test("who cannot be known now is asked to come again", async () => {
  const { port } = await serving(() => Promise.reject(new Error("Redis is away")));
  expect((await page(port)).refused).toBe("unavailable");
});

test("a server that ends lets its pages go, so that they turn to another one", async () => {
  const { server, port } = await serving(byCookie);
  const { left } = await page(port, { cookie: "ada" });
  await server.close();
  expect(await left).toBe("transport close");
});

test("a port that is taken is an error, not a server that nobody reaches", async () => {
  const { port } = await serving(byCookie);
  await expect(new UpdatesServer(byCookie).listen(port)).rejects.toThrow("EADDRINUSE");
});

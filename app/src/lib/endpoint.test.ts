import { expect, test, vi } from "vitest";
import { readForm } from "@/lib/body";
import { endpoint } from "@/lib/endpoint";

const ok = () => Promise.resolve(new Response("ok"));
const failure = () => new Response("failed", { status: 503 });

/** A request that arrives in three parts, and a function that says how many were taken. */
function arriving(headers: HeadersInit, partBytes = 100): { request: Request; taken: () => number } {
  let parts = 0;
  const body = new ReadableStream(
    {
      pull(controller) {
        if (parts === 3) return controller.close();
        parts += 1;
        controller.enqueue(new Uint8Array(partBytes));
      },
    },
    { highWaterMark: 0 },
  );
  const init = { method: "POST", headers: { host: "localhost", ...headers }, body, duplex: "half" };
  return { request: new Request("http://localhost/", init as RequestInit), taken: () => parts };
}

test("a request of another site's page is refused, and never handled", async () => {
  const handle = vi.fn(ok);
  const { request } = arriving({ origin: "https://elsewhere.example" });
  expect((await endpoint(handle, failure)(request)).status).toBe(403);
  expect(handle).not.toHaveBeenCalled();
});

test("what a handler throws becomes the answer that the endpoint has for it", async () => {
  const answer = await endpoint(() => Promise.reject(new Error("broken")), failure)(arriving({}).request);
  expect(answer.status).toBe(503);
});

test.each([
  ["a refusal", { origin: "https://elsewhere.example" }, ok],
  ["an answer without a look at the request", {}, ok],
  ["a form too large to keep", {}, readForm],
])("%s waits for the request's end", async (_, headers, handle) => {
  const { request, taken } = arriving(headers, 4_000_000);
  await endpoint((r) => handle(r).then(ok), failure)(request);
  expect(taken()).toBe(3);
});

test("a request that breaks off in the middle is no error of the app", async () => {
  const body = new ReadableStream({ pull: (controller) => controller.error(new Error("hung up")) });
  const request = new Request("http://localhost/", { method: "POST", body, duplex: "half" } as RequestInit);
  expect((await endpoint(ok, failure)(request)).status).toBe(200);
});

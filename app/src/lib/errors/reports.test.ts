// Sentry's real clients, sending to a server that records what reaches it.
import * as browser from "@sentry/browser";
import * as node from "@sentry/node";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { reportPageErrors } from "@/lib/errors/browser";
import { Failure } from "@/lib/errors/failures";
import { report } from "@/lib/errors/report";
import { reportServerErrors } from "@/lib/errors/server";
import { recorder, type Recorder } from "@/lib/testing/sentry";

const CANARY = "canary";
const ADDRESS = "203.0.113.77";
const DIGEST = "sha256:abc";
let sentry: Recorder;

beforeAll(async () => {
  sentry = await recorder();
});
afterAll(() => sentry.server.close());
beforeEach(() => {
  sentry.envelopes.length = 0;
});

/** Puts a person into every place of the SDK that a library might fill. */
function meetSomebody(sdk: typeof node | typeof browser): void {
  sdk.setUser({ id: CANARY, email: `${CANARY}@example.org`, ip_address: ADDRESS });
  sdk.setTag("name", CANARY);
  sdk.setExtra("phrase", CANARY);
  sdk.setContext("request", { body: CANARY });
  sdk.addBreadcrumb({ message: CANARY, data: { url: `/learners/${CANARY}` } });
  sdk.getCurrentScope().addEventProcessor((event) => ({
    ...event,
    request: { url: `http://app/?email=${CANARY}`, cookies: { session: CANARY }, headers: { from: CANARY } },
    server_name: CANARY,
    transaction: `GET /learners/${CANARY}`,
  }));
}

test("a failure on the server reaches Sentry by type and place under its image's digest, without the person", async () => {
  process.env["SENTRY_RELEASE"] = DIGEST;
  process.env["SENTRY_ENVIRONMENT"] = "test";
  reportServerErrors(sentry.dsn);
  meetSomebody(node);
  report(Object.assign(new TypeError(CANARY), { email: `${CANARY}@example.org` }), "attempt not scored");
  await node.flush();
  expect(sentry.envelopes).toHaveLength(1);
  expect(sentry.events()).toMatchObject([
    {
      release: DIGEST,
      environment: "test",
      exception: { values: [{ type: "TypeError", stacktrace: { frames: expect.any(Array) as unknown[] } }] },
    },
  ]);
  expect(sentry.envelopes.join()).toContain("reports.test.ts");
  expect(sentry.envelopes.join()).not.toContain(CANARY);
  expect(sentry.envelopes.join()).not.toContain(ADDRESS);
});

test("an error of our own keeps the sentence that says what failed", async () => {
  report(new Failure("the ML service answered 500"), "attempt not scored");
  await node.flush();
  expect(sentry.envelopes.join()).toContain("the ML service answered 500");
});

test("a failure in the page reaches Sentry alike, and Sentry is told not to note the address it came from", async () => {
  await node.close();
  reportPageErrors({ dsn: sentry.dsn, release: DIGEST, environment: "test" });
  meetSomebody(browser);
  const error = new TypeError(CANARY);
  error.stack = `TypeError: ${CANARY}
    at show (https://app.lexfix.com/_next/static/chunks/1.js?dpl=${CANARY}:1:20)
    at https://app.lexfix.com/learners/${CANARY}:3:4`;
  browser.captureException(error);
  await browser.flush();
  const [event] = sentry.events();
  expect(event).toMatchObject({
    release: DIGEST,
    sdk: { settings: { infer_ip: "never" } },
    exception: {
      values: [
        {
          type: "TypeError",
          stacktrace: {
            frames: [{ filename: "page" }, { filename: "https://app.lexfix.com/_next/static/chunks/1.js" }],
          },
        },
      ],
    },
  });
  expect(sentry.envelopes.join()).not.toContain(CANARY);
  expect(sentry.envelopes.join()).not.toContain(ADDRESS);
});

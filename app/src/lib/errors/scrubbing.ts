import type { ErrorEvent, EventHint, Exception, StackFrame } from "@sentry/browser";
import { Failure } from "@/lib/errors/failures";

/** Nothing of people, requests and answers is collected in the first place. */
export const COLLECTED = {
  userInfo: false,
  cookies: false,
  httpHeaders: false,
  httpBodies: [],
  urlQueryParams: false,
};

/** An event with what and where, and nothing else that the SDK or a library put there. For Sentry's `beforeSend`. */
export function scrub(event: ErrorEvent, hint: EventHint): ErrorEvent {
  const shown = hint.originalException instanceof Failure;
  return {
    type: undefined,
    event_id: event.event_id,
    timestamp: event.timestamp,
    platform: event.platform,
    level: event.level,
    release: event.release,
    environment: event.environment,
    sdk: event.sdk,
    exception: { values: event.exception?.values?.map((one) => exception(one, shown)) },
  };
}

function exception({ type, value, mechanism, stacktrace }: Exception, shown: boolean): Exception {
  return {
    type,
    value: shown ? value : undefined,
    mechanism: mechanism && { type: mechanism.type, handled: mechanism.handled },
    stacktrace: { frames: stacktrace?.frames?.map(frame) },
  };
}

/** A page's own address is no place in a program, and may hold an id of a person. */
function frame({ filename, function: name, lineno, colno, in_app }: StackFrame): StackFrame {
  const isPage = /^https?:/.test(filename ?? "") && !filename?.includes("/_next/");
  return { filename: isPage ? "page" : filename?.split("?", 1)[0], function: name, lineno, colno, in_app };
}

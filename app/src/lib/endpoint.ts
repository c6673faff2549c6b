import { discardRest } from "@/lib/body";
import { refusals } from "@/lib/replies";
import { isSameOrigin } from "@/lib/same-origin";

type Handler = (request: Request) => Promise<Response>;

/**
 * A handler that other sites' pages cannot reach, and that turns what `handle` throws into an answer.
 *
 * Every answer waits for the request's end, a refusal too: a proxy written in Go cuts off one that overtakes its
 * request (golang/go#40747), and the learner would see a broken connection where a kind sentence was meant.
 */
export function endpoint(handle: Handler, failure: (error: unknown) => Response): Handler {
  return async (request) => {
    const response = isSameOrigin(request.headers)
      ? await handle(request).catch(failure)
      : refusals.foreign();
    await discardRest(request);
    return response;
  };
}

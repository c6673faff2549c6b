/** An error as the learner's screen shows it: a code for the program, a kind sentence for the person. */
export function refuse(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status, headers: { "cache-control": "no-store" } });
}

export const refusals = {
  foreign: () => refuse(403, "other_site", "This came from another page. Please open LexFix and try again."),
  signedOut: () => refuse(401, "signed_out", "Please sign in again. Your recording stays here while you do."),
  invalid: () => refuse(400, "invalid", "Something was missing. Please try again."),
  notFound: () => refuse(404, "not_found", "We could not find this phrase. Please choose another one."),
  tooLarge: () => refuse(413, "too_large", "This recording is too big. Please make a shorter one."),
  unavailable: () =>
    refuse(
      503,
      "unavailable",
      "We can't listen right now. Your recording is safe here. Please try again in a minute.",
    ),
};

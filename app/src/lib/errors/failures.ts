/** An error whose message is our own: it tells nothing of a person, so that logs and reports may show it. */
export class Failure extends Error {
  override readonly name: string = "Failure";
}

/** What of an error may leave the process. */
export interface Described {
  type: string;
  code?: string;
  message?: string;
  places?: string[];
  cause?: Described;
}

/**
 * What happened and where. Messages of libraries stay out: they may quote what a person sent (Prisma quotes whole
 * queries, a JSON parser the text).
 */
export function describe(error: unknown): Described {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    code: typeof code === "string" && /^\w{1,40}$/.test(code) ? code : undefined,
    message: error instanceof Failure ? error.message : undefined,
    places: error.stack
      ?.split("\n")
      .filter((line) => /^\s+at /.test(line))
      .map((line) => line.trim().slice(3)),
    cause: error.cause === undefined ? undefined : describe(error.cause),
  };
}

/** Where a page hears of updates. Next.js hands it on to the port (next.config.ts), so the app has one address. */
export const UPDATES_PATH = "/api/updates";

/** Port of the server of updates, reached from inside the pod alone. */
export const UPDATES_PORT = 9465;

/** The message: one of the learners whom this person follows has practised. */
export const PRACTISED = "practised";

import { pino } from "pino";

/** JSON lines on stdout. Never log an e-mail, a name, a recording or a session id: use the user's id. */
export const log = pino({
  level: process.env["LOG_LEVEL"] ?? "info",
  base: { service: "lexfix-app", version: process.env["LEXFIX_VERSION"] ?? "dev" },
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  redact: ["email", "*.email", "password", "*.password", "cookie", "*.cookie"],
});

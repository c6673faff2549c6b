import { describe } from "@/lib/errors/failures";
import { log } from "@/lib/log";

/** Makes log lines of what libraries write to the console: of an error what and where, else the text. */
export function captureConsole(): void {
  for (const [name, level] of [
    ["debug", "debug"],
    ["log", "info"],
    ["info", "info"],
    ["warn", "warn"],
    ["error", "error"],
  ] as const) {
    console[name] = (...said: unknown[]) => {
      const error = said.find((one) => one instanceof Error);
      if (error) log[level]({ error: describe(error) }, "console");
      else log[level](said.filter((one) => typeof one === "string").join(" "));
    };
  }
}

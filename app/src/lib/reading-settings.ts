import { z } from "zod";

/** What each setting can be; the first choice is where everybody starts. */
export const CHOICES = {
  font: ["lexend", "opendyslexic", "system"],
  letterSpacing: ["normal", "wide", "wider"],
  wordSpacing: ["normal", "wide", "wider"],
  lineSpacing: ["normal", "wide", "wider"],
  theme: ["cream", "dark", "contrast"],
  focusMode: ["off", "on"],
  motion: ["system", "reduced"],
} as const;

// A value that is unknown (an older or newer version stored it) falls back to the start, never to an error.
const lenient = <T extends readonly [string, ...string[]]>(choices: T) =>
  z.enum(choices).catch(() => choices[0] as never);

const lenientSchema = z.object({
  font: lenient(CHOICES.font),
  letterSpacing: lenient(CHOICES.letterSpacing),
  wordSpacing: lenient(CHOICES.wordSpacing),
  lineSpacing: lenient(CHOICES.lineSpacing),
  theme: lenient(CHOICES.theme),
  focusMode: lenient(CHOICES.focusMode),
  motion: lenient(CHOICES.motion),
});

/** What the settings route accepts: every setting, each with an allowed value. */
export const readingSettingsSchema = z.strictObject({
  font: z.enum(CHOICES.font),
  letterSpacing: z.enum(CHOICES.letterSpacing),
  wordSpacing: z.enum(CHOICES.wordSpacing),
  lineSpacing: z.enum(CHOICES.lineSpacing),
  theme: z.enum(CHOICES.theme),
  focusMode: z.enum(CHOICES.focusMode),
  motion: z.enum(CHOICES.motion),
});

export type ReadingSettings = z.infer<typeof readingSettingsSchema>;
export type SettingName = keyof ReadingSettings;

/** A copy of the account's settings on the device, so that the sign-in page too looks as the person needs it. */
export const SETTINGS_COOKIE = "lexfix-reading";

/** Settings from the database (an object) or from the cookie (a JSON string); anything else gives the defaults. */
export function readSettings(stored: unknown): ReadingSettings {
  return lenientSchema.parse(asObject(stored));
}

function asObject(stored: unknown): object {
  if (typeof stored === "string") {
    try {
      return asObject(JSON.parse(stored));
    } catch {
      return {};
    }
  }
  return typeof stored === "object" && stored !== null && !Array.isArray(stored) ? stored : {};
}

/** The attributes of <html> that the style sheet goes by. */
export function htmlAttributes(settings: ReadingSettings): Record<`data-${string}`, string> {
  return {
    "data-font": settings.font,
    "data-letter-spacing": settings.letterSpacing,
    "data-word-spacing": settings.wordSpacing,
    "data-line-spacing": settings.lineSpacing,
    "data-theme": settings.theme,
    "data-focus-mode": settings.focusMode,
    "data-motion": settings.motion,
  };
}

import { expect, test } from "vitest";
import { CHOICES, htmlAttributes, readingSettingsSchema, readSettings } from "@/lib/reading-settings";

const start = readSettings(null);

test("somebody new starts with the first choice of each", () => {
  for (const [name, choices] of Object.entries(CHOICES)) expect(start).toHaveProperty(name, choices[0]);
});

test("stored settings are read from the account and from the cookie", () => {
  expect(readSettings({ ...start, theme: "dark" }).theme).toBe("dark");
  expect(readSettings(JSON.stringify({ ...start, font: "opendyslexic" })).font).toBe("opendyslexic");
});

test("what another version stored, or somebody broke, falls back to the start", () => {
  expect(readSettings({ theme: "neon", letterSpacing: "wide", extra: 1 })).toEqual({
    ...start,
    letterSpacing: "wide",
  });
  for (const broken of ["{", "null", "[]", 3, undefined]) expect(readSettings(broken)).toEqual(start);
});

test("what is sent to be kept must be whole and known", () => {
  expect(readingSettingsSchema.safeParse(start).success).toBe(true);
  expect(readingSettingsSchema.safeParse({ ...start, theme: "neon" }).success).toBe(false);
  expect(readingSettingsSchema.safeParse({ theme: "dark" }).success).toBe(false);
  expect(readingSettingsSchema.safeParse({ ...start, admin: true }).success).toBe(false);
});

test("every setting becomes an attribute of the page", () => {
  expect(Object.values(htmlAttributes(start))).toEqual(Object.values(start));
  expect(htmlAttributes(start)).toHaveProperty("data-focus-mode", "off");
});

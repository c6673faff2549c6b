import { expect, test } from "vitest";
import { helpFor } from "@/lib/sounds";

/** The sounds that espeak-ng writes for English, British and American. */
const ENGLISH =
  "p b t d k ɡ g f v θ ð s z ʃ ʒ tʃ dʒ h m n ŋ l ɹ r w j ɪ iː i ɛ e æ a ɑː ɒ ɔː ɔ ʊ uː ʌ ɐ ɜː ə ɚ eɪ aɪ ɔɪ aʊ əʊ oʊ ɪə eə ʊə ɾ ʔ ᵻ əl";

test.each(ENGLISH.split(" "))("the English sound %s has a word to compare with and a tip", (ipa) => {
  const { like, tip } = helpFor(ipa);
  expect(like).toMatch(/^[a-z]+ as in [a-z]+$/);
  expect(tip).toMatch(/\.$/);
});

test("stress and tie marks do not hide a sound", () => {
  expect(helpFor("ˈæ")).toEqual(helpFor("æ"));
  expect(helpFor("t͡ʃ")).toEqual(helpFor("tʃ"));
});

test("a sound that nobody knows still gets a tip", () => {
  expect(helpFor("ʘ")).toEqual({ like: "/ʘ/", tip: expect.stringContaining("Listen") as string });
});

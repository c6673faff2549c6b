/** How to talk about a sound to a learner: a word that has it, and something to try. */
export interface SoundHelp {
  /** The letters as usually spelled and a word, e.g. "th as in thumb". */
  like: string;
  tip: string;
}

const help = (letters: string, word: string, tip: string): SoundHelp => ({
  like: `${letters} as in ${word}`,
  tip,
});

const LIPS = "Press your lips together, then let go";
const RIDGE = "Put the tip of your tongue just behind your top teeth";

const SOUNDS: Record<string, SoundHelp> = {
  p: help("p", "pen", `${LIPS} with a small puff of air. Keep your voice off.`),
  b: help("b", "bed", `${LIPS} with your voice on.`),
  t: help("t", "tap", `${RIDGE}, then let go with a puff of air.`),
  d: help("d", "dog", `${RIDGE}, then let go with your voice on.`),
  k: help("k", "cat", "Lift the back of your tongue, then let go with a puff of air."),
  ɡ: help("g", "goat", "Lift the back of your tongue, then let go with your voice on."),
  f: help("f", "fish", "Rest your top teeth on your bottom lip and blow."),
  v: help("v", "van", "Rest your top teeth on your bottom lip, blow, and turn your voice on."),
  θ: help("th", "thumb", "Put the tip of your tongue between your teeth and blow softly."),
  ð: help("th", "this", "Put the tip of your tongue between your teeth and turn your voice on. It buzzes."),
  s: help("s", "sun", "Keep your teeth close, tongue behind them, and hiss like a snake."),
  z: help("z", "zip", "Make a snake's hiss, then turn your voice on. It buzzes like a bee."),
  ʃ: help("sh", "ship", "Round your lips and blow, as if you say hush."),
  ʒ: help("s", "treasure", "Say sh, then turn your voice on."),
  tʃ: help("ch", "chair", "Start with t, then slide into sh."),
  dʒ: help("j", "jam", "Start with d, then slide into a buzzing sh."),
  h: help("h", "hat", "Open your mouth and breathe out, as if you warm your hands."),
  m: help("m", "man", "Close your lips and hum."),
  n: help("n", "net", `${RIDGE} and hum through your nose.`),
  ŋ: help("ng", "ring", "Lift the back of your tongue and hum through your nose."),
  l: help("l", "leg", `${RIDGE} and let your voice flow around it.`),
  r: help("r", "red", "Pull your tongue back a little. Let it touch nothing."),
  w: help("w", "wet", "Make a small round mouth, then open it."),
  j: help("y", "yes", "Start with a smile, tongue high, then open your mouth."),
  ɪ: help("i", "sit", "Keep it short. Open your mouth just a little."),
  iː: help("ee", "see", "Smile wide and make it long."),
  ɛ: help("e", "bed", "Open your mouth a little more than for sit. Keep it short."),
  æ: help("a", "cat", "Open your mouth wide and keep your tongue low."),
  ɑː: help("a", "father", "Open wide, as at the doctor's, and make it long."),
  ɒ: help("o", "hot", "Round your lips a little and keep it short."),
  ɔː: help("or", "fork", "Round your lips and make it long."),
  ʊ: help("oo", "book", "Round your lips softly and keep it short."),
  uː: help("oo", "moon", "Make a small, tight circle with your lips and make it long."),
  ʌ: help("u", "cup", "Relax your mouth, open it a little, and keep it short."),
  ɜː: help("ir", "bird", "Keep your lips relaxed and your tongue in the middle. Make it long."),
  ə: help("a", "about", "A tiny, lazy sound. Relax your whole mouth."),
  eɪ: help("ay", "day", "Start with e, then slide into a smile."),
  aɪ: help("i", "time", "Start with an open mouth, then slide into a smile."),
  ɔɪ: help("oy", "boy", "Start with round lips, then slide into a smile."),
  aʊ: help("ow", "cow", "Start with an open mouth, then make it small and round."),
  oʊ: help("o", "go", "Start with a relaxed mouth, then make your lips round."),
  ɪə: help("ear", "near", "Start with i as in sit, then relax your mouth."),
  eə: help("air", "chair", "Start with e as in bed, then relax your mouth."),
  ʊə: help("ure", "tour", "Start with oo as in book, then relax your mouth."),
};

/** Other ways to write the same sound: British and American variants, and espeak-ng's own signs. */
const ALIASES: Record<string, string> = {
  g: "ɡ",
  ɹ: "r",
  ɾ: "t",
  ʔ: "t",
  x: "k",
  ɬ: "l",
  ʍ: "w",
  ɫ: "l",
  əl: "l",
  n̩: "n",
  l̩: "l",
  i: "iː",
  u: "uː",
  e: "ɛ",
  a: "æ",
  o: "ɔː",
  ɔ: "ɔː",
  ɑ: "ɑː",
  ɐ: "ʌ",
  ɚ: "ɜː",
  ɝ: "ɜː",
  əʊ: "oʊ",
  oː: "ɔː",
  aː: "ɑː",
  ɛɹ: "eə",
  ɛə: "eə",
  eː: "eɪ",
  ᵻ: "ɪ",
  ɨ: "ɪ",
  iə: "ɪə",
  ɪɹ: "ɪə",
  ʊɹ: "ʊə",
  ɔːɹ: "ɔː",
  oːɹ: "ɔː",
  ɑːɹ: "ɑː",
  aɪə: "aɪ",
  aɪɚ: "aɪ",
};

const UNKNOWN_TIP = "Press Listen, and watch for this sound. Then say it slowly.";

/** Help for an IPA sound; stress, tie and length marks that are not known are ignored. */
export function helpFor(ipa: string): SoundHelp {
  const plain = ipa.replace(/[ˈˌ͡]/g, "");
  const bare = plain.replace(/[ːˑ]/g, "");
  for (const key of [plain, ALIASES[plain], bare, ALIASES[bare]]) {
    const found = key === undefined ? undefined : SOUNDS[key];
    if (found) return found;
  }
  return { like: `/${plain}/`, tip: UNKNOWN_TIP };
}

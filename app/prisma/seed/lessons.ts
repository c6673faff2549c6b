/** One lesson: its grade (1 is easiest) and the phrases in the order in which they are practised. */
export interface LessonSeed {
  slug: string;
  grade: number;
  title: string;
  description: string;
  phrases: string[];
}

export const lessons: LessonSeed[] = [
  {
    slug: "first-words",
    grade: 1,
    title: "First words",
    description: "Short words with clear sounds.",
    phrases: ["a red hat", "a big dog", "ten men", "sit up", "hot milk", "the sun is up", "my cat can nap"],
  },
  {
    slug: "two-letters-one-sound",
    grade: 2,
    title: "Two letters, one sound",
    description: "Letter pairs like sh, ch and th.",
    phrases: [
      "fish and chips",
      "this thing is thin",
      "she shut the shop",
      "a thick cloth",
      "much too much",
      "sing a long song",
      "which chair is this",
    ],
  },
  {
    slug: "sounds-that-blend",
    grade: 3,
    title: "Sounds that blend",
    description: "Two or three sounds close together.",
    phrases: [
      "a green frog",
      "three black trucks",
      "stop and rest",
      "the clock struck six",
      "spring brings fresh plants",
      "a strong string",
      "drink from the glass",
    ],
  },
  {
    slug: "long-vowels",
    grade: 4,
    title: "Long vowels",
    description: "Vowels that stretch or glide.",
    phrases: [
      "rain on the lake",
      "we see green trees",
      "a bright light at night",
      "the boat goes home slowly",
      "the moon is full soon",
      "a round brown house",
      "the boy enjoys his toys",
    ],
  },
  {
    slug: "longer-sentences",
    grade: 5,
    title: "Longer sentences",
    description: "Whole sentences. Take your time.",
    phrases: [
      "Please open the window.",
      "I would like a glass of water.",
      "The weather is getting warmer.",
      "My brother lives near the river.",
      "We usually walk to school together.",
      "Could you say that again, please?",
      "Thank you for helping me today.",
    ],
  },
];

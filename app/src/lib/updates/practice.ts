import { redis, subscribe } from "@/lib/redis";

/** Every replica listens to it; a message is the id of the learner who has practised. */
const CHANNEL = "practised";

/** Tells every replica that this learner has practised. Rejects when Redis is away. */
export async function tellPractised(learnerId: string): Promise<void> {
  await (await redis()).publish(CHANNEL, learnerId);
}

/** Hears of every learner who has practised, whichever replica scored it. */
export function onPractised(listener: (learnerId: string) => void): void {
  subscribe(CHANNEL, listener);
}

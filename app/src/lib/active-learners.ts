import { redis } from "@/lib/redis";

/** The commands that counting needs; the Redis client has them. */
export interface SortedSetBackend {
  zAdd(key: string, member: { score: number; value: string }): Promise<unknown>;
  zRemRangeByScore(key: string, from: string, to: number): Promise<unknown>;
  zCard(key: string): Promise<number>;
  expire(key: string, seconds: number): Promise<unknown>;
}

const KEY = "active-learners";
const WINDOW_SECONDS = 15 * 60;

/** Who practised in the last 15 minutes, known to every replica alike. */
export class ActiveLearners {
  constructor(
    private readonly backend: () => Promise<SortedSetBackend>,
    private readonly now: () => number = Date.now,
  ) {}

  /** Notes that this learner has just practised. Rejects when Redis is away. */
  async note(userId: string): Promise<void> {
    const backend = await this.backend();
    await backend.zAdd(KEY, { score: this.now(), value: userId });
    await backend.expire(KEY, WINDOW_SECONDS);
  }

  /** How many there are. Rejects when Redis is away. */
  async count(): Promise<number> {
    const backend = await this.backend();
    await backend.zRemRangeByScore(KEY, "-inf", this.now() - WINDOW_SECONDS * 1000);
    return backend.zCard(KEY);
  }
}

export const activeLearners = new ActiveLearners(redis);

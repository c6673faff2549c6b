import { expect, test } from "vitest";
import { ActiveLearners } from "@/lib/active-learners";

class SortedSet {
  readonly members = new Map<string, number>();

  zAdd(_: string, { score, value }: { score: number; value: string }) {
    return Promise.resolve(this.members.set(value, score));
  }

  zRemRangeByScore(_: string, __: string, to: number) {
    for (const [member, score] of this.members) if (score <= to) this.members.delete(member);
    return Promise.resolve();
  }

  zCard() {
    return Promise.resolve(this.members.size);
  }

  expire() {
    return Promise.resolve();
  }
}

const MINUTE = 60_000;

test("a learner counts once however often they practise, and for 15 minutes after the last time", async () => {
  let now = 0;
  const set = new SortedSet();
  const learners = new ActiveLearners(
    () => Promise.resolve(set),
    () => now,
  );
  await learners.note("ann");
  await learners.note("ben");
  now = 10 * MINUTE;
  await learners.note("ann");
  expect(await learners.count()).toBe(2);
  now = 16 * MINUTE;
  expect(await learners.count()).toBe(1);
  now = 26 * MINUTE;
  expect(await learners.count()).toBe(0);
});

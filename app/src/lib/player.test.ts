import { expect, test } from "vitest";
import { Player } from "@/lib/player";

/** Plays like an audio element: playing goes on until it is paused, and a pause ends a play() that has not begun. */
class FakeAudio {
  src = "";
  playing: string | null = null;
  private begin: { resolve: () => void; reject: (reason: Error) => void } | null = null;

  play(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.begin = { resolve, reject };
    });
  }

  pause(): void {
    this.playing = null;
    this.begin?.reject(new DOMException("interrupted by a call to pause()", "AbortError"));
    this.begin = null;
  }

  /** What a browser does once it has enough of the sound. */
  loaded(): void {
    this.playing = this.src;
    this.begin?.resolve();
    this.begin = null;
  }
}

function made() {
  const audio = new FakeAudio();
  const player = new Player();
  const detach = player.attach(audio);
  return { audio, player, detach };
}

/** A sound whose answer is still on its way. */
function onItsWay() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  return { sound: () => promise, arrives: resolve, fails: reject };
}

test("a sound plays once it is there", async () => {
  const { audio, player } = made();
  const played = player.play(() => "listen");
  await Promise.resolve();
  audio.loaded();
  await played;
  expect(audio.playing).toBe("listen");
});

test("stopping silences what plays", async () => {
  const { audio, player } = made();
  const played = player.play(() => "listen");
  await Promise.resolve();
  audio.loaded();
  await played;
  player.stop();
  expect(audio.playing).toBeNull();
});

test("a sound that is still on its way when the player is stopped never plays", async () => {
  const { audio, player } = made();
  const late = onItsWay();
  const played = player.play(late.sound);
  player.stop();
  late.arrives("listen");
  await played;
  expect(audio.src).toBe("");
});

test("stopping tells whoever fetches a sound that nobody waits for it", async () => {
  const { player } = made();
  let asked: AbortSignal | undefined;
  const played = player.play((signal) => {
    asked = signal;
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
  });
  player.stop();
  await expect(played).resolves.toBeUndefined();
  expect(asked?.aborted).toBe(true);
});

test("another sound takes the place of the one that plays", async () => {
  const { audio, player } = made();
  const first = player.play(() => "listen");
  await Promise.resolve();
  audio.loaded();
  await first;
  const second = player.play(() => "myself");
  expect(audio.playing).toBeNull();
  await Promise.resolve();
  audio.loaded();
  await second;
  expect(audio.playing).toBe("myself");
});

test("the same sound asked for twice is no failure of the first", async () => {
  const { audio, player } = made();
  const first = player.play(() => "listen");
  await Promise.resolve();
  const second = player.play(() => "listen");
  await expect(first).resolves.toBeUndefined();
  audio.loaded();
  await expect(second).resolves.toBeUndefined();
  expect(audio.playing).toBe("listen");
});

test("a sound that cannot be had is told to whoever asked for it", async () => {
  const { player } = made();
  const played = player.play(() => Promise.reject(new Error("no sound")));
  await expect(played).rejects.toThrow("no sound");
});

test("a page that goes takes its sounds along", async () => {
  const { audio, player, detach } = made();
  const late = onItsWay();
  const played = player.play(late.sound);
  detach();
  late.arrives("listen");
  await played;
  expect(audio.src).toBe("");
});

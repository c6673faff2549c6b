/** The part of an HTMLAudioElement that playing needs. */
export interface Sounder {
  src: string;
  play(): Promise<void>;
  pause(): void;
}

/**
 * Plays one sound at a time. Another one, or `stop`, silences the one before, also while it is still being fetched.
 */
export class Player {
  private sounder: Sounder | null = null;
  private turn = new AbortController();

  /** Plays through this from now on. Call what it returns when that goes. */
  attach(sounder: Sounder | null): () => void {
    this.sounder = sounder;
    return () => {
      this.stop();
      this.sounder = null;
    };
  }

  /** Plays what is at the address that `fetchSound` brings. Rejects when that fails, but not when it was silenced. */
  async play(fetchSound: (signal: AbortSignal) => Promise<string> | string): Promise<void> {
    this.stop();
    const { signal } = (this.turn = new AbortController());
    try {
      const address = await fetchSound(signal);
      if (signal.aborted || !this.sounder) return;
      this.sounder.src = address;
      await this.sounder.play();
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  stop(): void {
    this.turn.abort();
    this.sounder?.pause();
  }
}

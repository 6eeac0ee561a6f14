/** One at a time for each key, in the order of asking. A key that nobody holds takes no memory. */
export class KeyedLock {
  private readonly tails = new Map<string, Promise<void>>();

  async run<T>(key: string, fn: () => Promise<T>): Promise<T> {
    const before = this.tails.get(key) ?? Promise.resolve();
    const result = before.then(fn);
    const tail = result.then(
      () => undefined,
      () => undefined,
    );
    this.tails.set(key, tail);
    try {
      return await result;
    } finally {
      if (this.tails.get(key) === tail) this.tails.delete(key);
    }
  }

  /** Waits for what holds such keys, or waits for them, at this moment; not for what comes later. */
  async settled(matches: (key: string) => boolean): Promise<void> {
    await Promise.all([...this.tails].flatMap(([key, tail]) => (matches(key) ? [tail] : [])));
  }
}

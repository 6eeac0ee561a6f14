/** The variables that a declaration stands for. */
export class Variables {
  readonly all: Record<string, string> = {};

  /** @throws {RangeError} when the declaration says two things of what can be set once only */
  set(name: string, value: string | undefined, path: string): void {
    if (value === undefined) return;
    const before = this.all[name];
    if (before !== undefined && before !== value)
      throw new RangeError(`${path} must be as it is elsewhere in the file, ${before}, but is ${value}`);
    this.all[name] = value;
  }
}

/** Pairs as a variable holds them. */
export const pairsText = (pairs: Readonly<Record<string, string>>): string =>
  Object.entries(pairs)
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .join(',');

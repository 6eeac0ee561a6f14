/** Remembers answers for a bounded number of short texts; when it is full it begins anew. */
export class BoundedMemo<T> {
  private readonly known = new Map<string, T>();

  constructor(
    private readonly most: number,
    private readonly longest: number,
  ) {}

  get(text: string): T | undefined {
    return text.length > this.longest ? undefined : this.known.get(text);
  }

  set(text: string, value: T): void {
    if (text.length > this.longest) return;
    if (this.known.size >= this.most) this.known.clear();
    this.known.set(text, value);
  }
}

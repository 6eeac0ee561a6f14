import type { PartStatus } from './part-status.js';
import { type PartDefinition, SupervisedPart } from './supervised-part.js';

/** All parts that one supervisor keeps running, in the order they were started. */
export class PartGroup {
  readonly #parts = new Map<string, SupervisedPart>();
  readonly #failed = Promise.withResolvers<Error>();
  #changed: () => void = () => undefined;

  /** Resolves with the reason when a part is given up. */
  get failed(): Promise<Error> {
    return this.#failed.promise;
  }

  /** Calls back at every change of any part. */
  onChange(changed: () => void): void {
    this.#changed = changed;
  }

  /** Starts a part; resolves when it is ready for the first time. */
  start(definition: PartDefinition): Promise<void> {
    const part = new SupervisedPart(definition, (status) => {
      this.#changed();
      if (status.state === 'failed') this.#failed.resolve(new Error(`${status.name} failed`));
    });
    this.#parts.set(definition.name, part);
    return part.start();
  }

  status(): PartStatus[] {
    return [...this.#parts.values()].map((part) => part.status());
  }

  /** Stops parts by name, together. */
  async stop(names: readonly string[]): Promise<void> {
    const parts = names.flatMap((name) => this.#parts.get(name) ?? []);
    await Promise.all(parts.map((part) => part.stop()));
  }
}

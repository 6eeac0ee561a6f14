export type Labels = Readonly<Record<string, string>>;

/** Sets of labels that one metric has at most; what comes after them is counted together, as `other`. */
export const MAX_LABEL_SETS = 200;
const MAX_VALUE_LENGTH = 128;
const MAX_KEY_LENGTH = 1024;
export const OTHER = 'other';

/**
 * Keeps the labels of one metric within a bound: each set of labels is a time series that somebody has to hold, and
 * values such as a model's name come from outside.
 */
export class LabelBound {
  /** By their values; what is recorded is what stands here, also where values join to the same text. */
  private readonly known = new Map<string, Labels>();

  constructor(private readonly limit: number = MAX_LABEL_SETS) {}

  /** The labels as they may be recorded. */
  bounded(labels: Labels): Labels {
    const key = Object.values(labels).join('\0').slice(0, MAX_KEY_LENGTH);
    const found = this.known.get(key);
    if (found !== undefined) return found;
    if (this.known.size >= this.limit) return mapped(labels, () => OTHER);
    const short = mapped(labels, (value) => value.slice(0, MAX_VALUE_LENGTH));
    this.known.set(key, short);
    return short;
  }
}

const mapped = (labels: Labels, value: (given: string) => string): Labels =>
  Object.fromEntries(Object.entries(labels).map(([name, given]) => [name, value(given)]));

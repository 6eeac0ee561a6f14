export type Labels = Readonly<Record<string, string>>;

/** Sets of labels that one metric has at most; what comes after them is counted together, as `other`. */
export const MAX_LABEL_SETS = 200;
const MAX_VALUE_LENGTH = 128;
export const OTHER = 'other';

/**
 * Keeps the labels of one metric within a bound: each set of labels is a time series that somebody has to hold, and
 * values such as a model's name come from outside.
 */
export class LabelBound {
  private readonly known = new Set<string>();

  constructor(private readonly limit: number = MAX_LABEL_SETS) {}

  /** The labels as they may be recorded. */
  bounded(labels: Labels): Labels {
    const short = mapped(labels, (value) => value.slice(0, MAX_VALUE_LENGTH));
    const key = JSON.stringify(Object.values(short));
    if (this.known.has(key)) return short;
    if (this.known.size >= this.limit) return mapped(labels, () => OTHER);
    this.known.add(key);
    return short;
  }
}

const mapped = (labels: Labels, value: (given: string) => string): Labels =>
  Object.fromEntries(Object.entries(labels).map(([name, given]) => [name, value(given)]));

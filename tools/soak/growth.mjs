// How much more memory and files a service holds at the end than after the warm-up.
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** @param samples those after the warm-up, in order; the first and the last quarter are compared */
export function growthOf(samples) {
  const quarter = Math.max(1, Math.floor(samples.length / 4));
  const names = [...new Set(samples.flatMap((sample) => sample.map(({ name }) => name)))];
  return names.map((name) => {
    const own = samples.flatMap((sample) => sample.filter((each) => each.name === name));
    const compared = (key) => {
      const before = median(own.slice(0, quarter).map((each) => each[key]));
      const after = median(own.slice(-quarter).map((each) => each[key]));
      return { before, after, percent: (after / before - 1) * 100 };
    };
    const restarts = own.at(-1)?.restarts ?? 0;
    return { name, memory: compared('megabytes'), files: compared('files'), restarts };
  });
}

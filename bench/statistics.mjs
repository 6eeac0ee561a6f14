export function quantile(values, q) {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (sorted.length - 1) * q;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}

export const median = (values) => quantile(values, 0.5);

/** Half of the values lie in between. */
export const quartiles = (values) => [quantile(values, 0.25), quantile(values, 0.75)];

const RESAMPLES = 2_000;

/** Between which values the median of such measurements lies with 95 %: by resampling, seeded, so that it can be repeated. */
export function confidence(values) {
  let state = 42;
  const random = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(values.map(() => values[Math.floor(random() * values.length)])),
  );
  return [quantile(medians, 0.025), quantile(medians, 0.975)];
}

import { confidence, median, quantile, quartiles } from '../statistics.mjs';

const BASE = 'no tracing';
const REFERENCE = 'official 100 %';
const CANDIDATE = 'ours 100 %';

/** From the figures of all rounds: what each variant costs, and how that compares in the same round. */
export function summarize(figures, loads, variants) {
  return loads.map((load) => {
    const ofLoad = figures.filter((figure) => figure.load === load.name);
    return {
      load: load.name,
      text: load.text,
      variants: variants.map(({ name }) => summaryOf(ofLoad, name)),
      addedByOursToOfficial: ratioOf(ofLoad),
    };
  });
}

function summaryOf(figures, name) {
  const own = figures.filter(({ variant }) => variant === name);
  const latencies = own.map((figure) => figure.latencies);
  const requests = sum(own, 'requests');
  return {
    name,
    requests,
    cpuUs: median(own.map(({ cpuUs }) => cpuUs)),
    cpuUsQuartiles: quartiles(own.map(({ cpuUs }) => cpuUs)),
    addedUs: addedBy(figures, name),
    p50Ms: median(latencies.map((list) => quantile(list, 0.5))),
    p99Ms: median(latencies.map((list) => quantile(list, 0.99))),
    loopP99Ms: median(own.map(({ loopP99Ms }) => loopP99Ms)),
    rssMb: median(own.map(({ rssMb }) => rssMb)),
    throughput: median(own.map(({ throughput }) => throughput)),
    spans: { created: sum(own, 'created'), received: sum(own, 'received'), dropped: sum(own, 'dropped') },
  };
}

/** CPU that a variant adds to a request, against no tracing in the same round. */
function addedBy(figures, name) {
  if (name === BASE) return undefined;
  const differences = paired(figures, name).map(({ cpuUs, base }) => cpuUs - base);
  const [low, high] = confidence(differences);
  return { median: median(differences), low, high };
}

/** The CPU that ours adds at 100 %, as a part of what the official set-up adds. */
function ratioOf(figures) {
  if (![CANDIDATE, REFERENCE].every((name) => figures.some(({ variant }) => variant === name)))
    return undefined;
  const added = (name) => addedBy(figures, name)?.median;
  const perRound = paired(figures, CANDIDATE).map(
    ({ cpuUs, base }, at) => (cpuUs - base) / (paired(figures, REFERENCE)[at].cpuUs - base),
  );
  const [low, high] = confidence(perRound);
  return { ratio: added(CANDIDATE) / added(REFERENCE), low, high };
}

function paired(figures, name) {
  const bases = figures.filter(({ variant }) => variant === BASE);
  return figures
    .filter(({ variant }) => variant === name)
    .map((figure) => ({
      cpuUs: figure.cpuUs,
      base: bases.find(({ generation, round }) => generation === figure.generation && round === figure.round)
        .cpuUs,
    }));
}

const sum = (figures, key) => figures.reduce((total, figure) => total + figure[key], 0);

/** Why the run says nothing: spans that were made and neither arrived nor were counted as dropped, or were dropped. */
export function faultsOf(summaries) {
  return summaries.flatMap(({ load, variants }) =>
    variants.flatMap(({ name, spans: { created, received, dropped } }) => {
      if (created !== received + dropped)
        return [
          `${name}, ${load}: ${created} spans created, but ${received} received and ${dropped} dropped`,
        ];
      return dropped > 0 ? [`${name}, ${load}: ${dropped} of ${created} spans dropped: void`] : [];
    }),
  );
}

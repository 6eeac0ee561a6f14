import { median, quantile } from '../statistics.mjs';
import { LEVELS, OLD_LEVELS } from './plan.mjs';
import { SUBJECTS } from './subjects.mjs';

const HOPS = 6;

/** From the figures of all rounds: each subject at each level, and how ours compares in the same round. */
export function summarize(figures) {
  const rows = LEVELS.flatMap((inFlight) =>
    SUBJECTS.map(({ name }) => name)
      .map((subject) => rowOf(figures, subject, inFlight))
      .filter((row) => row !== undefined),
  );
  return { rows, ratios: ratiosOf(figures), faults: faultsOf(rows) };
}

function rowOf(figures, subject, inFlight) {
  const own = figures.filter((figure) => figure.subject === subject && figure.inFlight === inFlight);
  if (own.length === 0) return undefined;
  const of = (pick) => median(own.map(pick));
  const sum = (pick) => own.reduce((total, figure) => total + pick(figure), 0);
  return {
    subject,
    inFlight,
    runs: sum(({ runs }) => runs),
    p50Ms: of(({ latencies }) => quantile(latencies, 0.5)),
    p95Ms: of(({ latencies }) => quantile(latencies, 0.95)),
    throughput: of(({ throughput }) => throughput),
    cpuMs: of(({ cpuMs }) => cpuMs),
    serversMs: of(({ serversMs }) => serversMs),
    load: of(({ load }) => load),
    ...(own[0].spans === undefined
      ? {}
      : {
          spans: {
            created: sum(({ spans }) => spans.created),
            received: sum(({ spans }) => spans.received),
            dropped: sum(({ spans }) => spans.dropped),
          },
        }),
  };
}

function ratiosOf(figures) {
  const throughput = ({ throughput }) => throughput;
  const hop = ({ latencies }) => quantile(latencies, 0.5) / HOPS;
  const million = 'ours, 1 million old';
  return [
    ...[50, 400].flatMap((inFlight) =>
      ['DBOS', 'Restate'].map((peer) => ({
        text: `runs a second against ${peer}, ${inFlight} in flight`,
        aim: `at least ${inFlight === 50 ? 2 : 5}`,
        ...ratio(figures, ['ours', peer], inFlight, throughput),
      })),
    ),
    {
      text: 'p50 of a hop against the floor, 1 in flight',
      aim: 'at most 1.2',
      ...ratio(figures, ['ours', 'floor'], 1, hop),
    },
    ...OLD_LEVELS.map((inFlight) => ({
      text: `runs a second with a million old runs against a thousand, ${inFlight} in flight`,
      aim: 'about 1',
      ...ratio(figures, [million, 'ours'], inFlight, throughput),
    })),
  ].filter((each) => each.ratio !== undefined);
}

/** Of the one to the other in the same round: the median, and between which they lay. */
function ratio(figures, [one, other], inFlight, pick) {
  const of = (subject) =>
    figures.filter((figure) => figure.subject === subject && figure.inFlight === inFlight);
  const others = of(other);
  const each = of(one).flatMap((figure) => {
    const same = others.find(({ round }) => round === figure.round);
    return same === undefined ? [] : [pick(figure) / pick(same)];
  });
  if (each.length === 0) return {};
  return { ratio: median(each), low: Math.min(...each), high: Math.max(...each) };
}

/** Why the run says nothing: spans that were made and did not arrive, or were dropped. */
function faultsOf(rows) {
  return rows.flatMap(({ subject, inFlight, spans }) => {
    if (spans === undefined) return [];
    const { created, received, dropped } = spans;
    if (dropped === 0 && created === received) return [];
    return [
      `${subject}, ${inFlight} in flight: ${created} spans created, ${received} received, ${dropped} dropped`,
    ];
  });
}

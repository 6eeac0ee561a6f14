import { setTimeout as delay } from 'node:timers/promises';
import { closedLoop, openLoop } from './load.mjs';
import { LOADS } from './plan.mjs';
import { Process } from './processes.mjs';

/** Large enough that nothing is dropped: what is dropped costs nothing, and a bench that measures it says nothing. */
const QUEUE = { OTEL_BSP_MAX_QUEUE_SIZE: '65536' };

const ARRIVAL_MS = 5_000;

/** Starts every variant, and measures them one after the other, in another order each round. */
export async function measureGeneration({ variants, plan, backends, sink, say }) {
  const services = [];
  try {
    for (const variant of variants) services.push(await started(variant, backends, sink));
    for (const service of services)
      await closedLoop(service.process.port, { connections: 8, ...plan.warmUp });
    const figures = [];
    for (let round = 0; round < plan.rounds; round += 1) {
      say(`round ${round + 1} of ${plan.rounds}`);
      for (const load of LOADS)
        for (const { variant, process } of shuffled(services))
          figures.push(await measured(variant, process, load, plan.ms, sink, round));
    }
    return figures;
  } finally {
    await Promise.all(services.map(({ process }) => process.stop()));
  }
}

async function started(variant, backends, sink) {
  const process = await Process.start('service.mjs', {
    args: ['--expose-gc', ...variant.args],
    env: {
      ...backends.env,
      ...QUEUE,
      NODE_NO_WARNINGS: '1',
      LOG_LEVEL: 'error',
      ...variant.env,
      BENCH_VARIANT: variant.name,
      BENCH_QUEUE: `bench-${slug(variant.name)}`,
      OTEL_SERVICE_NAME: slug(variant.name),
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${sink.port}/${slug(variant.name)}`,
    },
  });
  return { variant, process };
}

async function measured(variant, service, load, ms, sink, round) {
  const before = await settled(variant, service, sink);
  await service.ask('begin');
  const from = performance.now();
  const run = load.rate === undefined ? closedLoop : openLoop;
  const latencies = await run(service.port, { ...load, ms });
  const seconds = (performance.now() - from) / 1_000;
  const after = await settled(variant, service, sink);
  const { cpuMs, ...rest } = await service.ask('end');
  return {
    variant: variant.name,
    load: load.name,
    round,
    requests: latencies.length,
    cpuUs: (cpuMs * 1_000) / latencies.length,
    throughput: latencies.length / seconds,
    latencies,
    ...Object.fromEntries(Object.entries(after).map(([key, value]) => [key, value - before[key]])),
    ...rest,
  };
}

/** Spans created, dropped and received so far, when all of them are somewhere: a batch may still be on its way. */
async function settled({ name }, service, sink) {
  const deadline = Date.now() + ARRIVAL_MS;
  const spans = await service.ask('settle');
  for (;;) {
    const received = (await sink.ask('counts'))[slug(name)] ?? 0;
    if (received >= spans.created - spans.dropped || Date.now() > deadline) return { ...spans, received };
    await delay(10);
  }
}

const slug = (name) => name.replaceAll(/[^a-z0-9]+/g, '-');

function shuffled(items) {
  const left = [...items];
  return Array.from(items, () => left.splice(Math.floor(Math.random() * left.length), 1)[0]);
}

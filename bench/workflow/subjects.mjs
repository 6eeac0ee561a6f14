import pg from 'pg';
import { Process } from '../tracing/processes.mjs';
import { LEVELS, OLD_LEVELS } from './plan.mjs';
import { OLD_MESSAGES, OLD_RUNS } from './ours/tables.mjs';
import { startRestateServer } from './restate-server.mjs';

const PRELOAD = ['--import', new URL('../../libs/tracing/dist/preload.js', import.meta.url).href];
const INBOXES = [
  ['bench_orchestrator', 'bench-orchestrator.bench.step.done.v1'],
  ['bench_worker', 'bench-worker.bench.step.run.v1'],
];
const here = (file) => new URL(file, import.meta.url).href;

/** What is compared, and how each is started. */
export const SUBJECTS = [
  { name: 'ours', levels: LEVELS, start: (backends) => startOurs(backends, 'ours', 1_000) },
  { name: 'floor', levels: LEVELS, start: startFloor },
  { name: 'DBOS', levels: LEVELS, start: startDbos },
  { name: 'Restate', levels: LEVELS, start: startRestate },
  {
    name: 'ours, 10 thousand old',
    levels: OLD_LEVELS,
    start: (backends) => startOurs(backends, 'ours-10k', 10_000),
  },
  {
    name: 'ours, 1 million old',
    // Half a minute until its tables are full.
    isSlowToStart: true,
    levels: OLD_LEVELS,
    start: (backends) => startOurs(backends, 'ours-1m', 1_000_000),
  },
];

async function startOurs({ database, vhost, home, sink }, name, oldRuns) {
  const [ownDatabase, ownVhost] = [await database(), await vhost()];
  const start = (file, service) =>
    Process.start(here(file), {
      args: PRELOAD,
      env: {
        DATABASE_URL: ownDatabase.url,
        RABBITMQ_URL: ownVhost.url,
        THROUGHLINE_HOME: `${home}/${name}`,
        SERVICE_NAME: service,
        LOG_LEVEL: 'error',
        NODE_NO_WARNINGS: '1',
        // Large enough that nothing is dropped: what is dropped costs nothing.
        OTEL_BSP_MAX_QUEUE_SIZE: '65536',
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${sink.port}/${name}`,
      },
    });
  const worker = await start('ours/worker.mjs', 'bench-worker');
  const orchestrator = await start('ours/orchestrator.mjs', 'bench-orchestrator');
  await fill(ownDatabase.url, oldRuns);
  return {
    driver: orchestrator,
    processes: [orchestrator, worker],
    spans: async () => {
      const counts = [await orchestrator.ask('counts'), await worker.ask('counts')];
      const received = (await sink.ask('counts'))[name] ?? 0;
      const sum = (key) => counts.reduce((total, each) => total + each[key], 0);
      return { created: sum('created'), dropped: sum('dropped'), received };
    },
  };
}

/** As if all old runs had been of the last week, with their messages in the inboxes of both services. */
async function fill(databaseUrl, oldRuns) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(OLD_RUNS, [oldRuns]);
  for (const [service, consumer] of INBOXES) {
    // A key that is made afterwards is made in a fraction of the time.
    await client.query(`ALTER TABLE ${service}.inbox DROP CONSTRAINT inbox_pkey`);
    await client.query(OLD_MESSAGES(service, consumer), [oldRuns]);
    await client.query(`ALTER TABLE ${service}.inbox ADD PRIMARY KEY (consumer, message_id)`);
  }
  await client.query('VACUUM ANALYZE');
  await client.query('CHECKPOINT');
  await client.end();
}

async function startFloor({ database, vhost }) {
  const [{ url: DATABASE_URL }, { url: RABBITMQ_URL }] = [await database(), await vhost()];
  const driver = await Process.start(here('floor.mjs'), { env: { DATABASE_URL, RABBITMQ_URL } });
  return { driver, processes: [driver] };
}

async function startDbos({ database }) {
  const driver = await Process.start(here('dbos.mjs'), { env: { DATABASE_URL: (await database()).url } });
  return { driver, processes: [driver] };
}

async function startRestate({ home, freePort }) {
  const server = await startRestateServer(home, freePort);
  const RESTATE_SERVICE_PORT = String(freePort + 3);
  const driver = await Process.start(here('restate.mjs'), { env: { ...server.env, RESTATE_SERVICE_PORT } });
  return { driver, processes: [driver], server };
}

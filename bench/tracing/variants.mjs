import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const official = createRequire(import.meta.url).resolve('@opentelemetry/auto-instrumentations-node/register');
const OURS = ['--import', new URL('../../libs/tracing/dist/preload.js', import.meta.url).href];
const OFFICIAL = [
  '--require',
  fileURLToPath(new URL('count-official.cjs', import.meta.url)),
  '--import',
  pathToFileURL(official).href,
];

const OFF = { OTEL_SDK_DISABLED: 'true' };
const SAMPLED_OUT = { OTEL_TRACES_SAMPLER: 'parentbased_always_off' };
const TENTH = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' };

/** What is compared. The first one is what all others are compared with. */
export const VARIANTS = [
  { name: 'no tracing', args: [], env: {} },
  { name: 'ours off', args: OURS, env: OFF },
  { name: 'ours sampled out', args: OURS, env: SAMPLED_OUT },
  { name: 'ours 10 %', args: OURS, env: TENTH },
  { name: 'ours 10 % (no rescue)', args: OURS, env: { ...TENTH, ERROR_RESCUE_ENABLED: 'false' } },
  { name: 'ours 100 %', args: OURS, env: {} },
  { name: 'official off', args: OFFICIAL, env: OFF },
  { name: 'official sampled out', args: OFFICIAL, env: SAMPLED_OUT },
  { name: 'official 10 %', args: OFFICIAL, env: TENTH },
  { name: 'official 100 %', args: OFFICIAL, env: {} },
];

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findBubblewrap, type PlatformRecord, runningPlatform, serviceOf } from '@throughline/platform';
import { request } from 'undici';
import { checkModel } from '../runs/run-input.js';
import { commandLine } from '../terminal/command-line.js';

export interface Diagnosis {
  readonly name: string;
  readonly state: 'well' | 'note' | 'wrong';
  readonly detail: string;
}

const PROBE_MS = 3000;
const run = promisify(execFile);

export async function diagnoses(home: string, env: NodeJS.ProcessEnv): Promise<Diagnosis[]> {
  const record = runningPlatform(home);
  const own = await Promise.all([git(env), sandbox(env)]);
  const parts = record === undefined ? [notRunning(home)] : await services(record);
  return [{ name: 'Node', state: 'well', detail: process.version }, ...own, model(env, record), ...parts];
}

async function git(env: NodeJS.ProcessEnv): Promise<Diagnosis> {
  try {
    const { stdout } = await run('git', ['--version'], { env, timeout: PROBE_MS });
    return { name: 'git', state: 'well', detail: stdout.trim() };
  } catch {
    return {
      name: 'git',
      state: 'wrong',
      detail: 'it is not on the PATH; install it with your package manager',
    };
  }
}

async function sandbox(env: NodeJS.ProcessEnv): Promise<Diagnosis> {
  try {
    return { name: 'bubblewrap', state: 'well', detail: await findBubblewrap(env) };
  } catch (error) {
    return {
      name: 'bubblewrap',
      state: 'wrong',
      detail: error instanceof Error ? error.message : String(error),
    };
  }
}

/** A running platform has the environment of the shell that started it: this one may know less. */
function model(env: NodeJS.ProcessEnv, record: PlatformRecord | undefined): Diagnosis {
  try {
    checkModel(undefined, env);
    return { name: 'model', state: 'well', detail: 'a provider is configured in this shell' };
  } catch (error) {
    const where = record === undefined ? '' : 'in this shell ';
    return {
      name: 'model',
      state: 'note',
      detail: `${where}${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

const notRunning = (home: string): Diagnosis => ({
  name: 'platform',
  state: 'note',
  detail: `none runs on ${home}; start it with: ${commandLine('up')}`,
});

function services(record: PlatformRecord): Promise<Diagnosis[]> {
  return Promise.all(
    record.parts.map(async ({ name, state, port, restarts, log }): Promise<Diagnosis> => {
      const again = restarts === 0 ? '' : `, started again ${restarts} times; see ${log}`;
      const isServing = port === undefined || serviceOf(name) === undefined || (await isReady(port));
      const isWell = state === 'ready' && isServing;
      return {
        name,
        state: isWell ? 'well' : 'wrong',
        detail: `${isServing ? state : 'does not answer'}${where(port)}${again}`,
      };
    }),
  );
}

const where = (port: number | undefined): string => (port === undefined ? '' : ` on port ${port}`);

async function isReady(port: number): Promise<boolean> {
  try {
    const options = { headersTimeout: PROBE_MS, bodyTimeout: PROBE_MS };
    const { statusCode, body } = await request(`http://127.0.0.1:${port}/health/ready`, options);
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}

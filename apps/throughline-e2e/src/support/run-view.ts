import { expect } from '@jest/globals';
import type { TestPlatform } from './platform.js';
import { field } from './run-trace.js';
import { until } from './until.js';

/** What a command prints with `--json`, which must succeed and say nothing else. */
export async function jsonOf(platform: TestPlatform, ...args: string[]): Promise<unknown> {
  const { code, json, stderr } = await platform.cli([...args, '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return json;
}

/** A run as `GET /v1/runs/:id` shows it. */
export async function viewOf(platform: TestPlatform, run: string): Promise<unknown> {
  return (await platform.get('api-gateway', `/v1/runs/${run}`)).json();
}

/** The states of the run's tasks, by their ids. */
export async function taskStatesOf(platform: TestPlatform, run: string): Promise<Record<string, unknown>> {
  const tasks = field(await viewOf(platform, run), 'tasks');
  const list: unknown[] = Array.isArray(tasks) ? tasks : [];
  return Object.fromEntries(list.map((task) => [String(field(task, 'id')), field(task, 'state')]));
}

/** Its events so far; of a run that has ended, all of them. */
export async function eventsOf(platform: TestPlatform, run: string): Promise<string> {
  return (await platform.get('api-gateway', `/v1/runs/${run}/events`)).text();
}

export const untilState = (
  platform: TestPlatform,
  run: string,
  state: string,
  withinMs = 60_000,
): Promise<void> =>
  until(async () => field(await viewOf(platform, run), 'state') === state, {
    withinMs,
    otherwise: async () => `the run is not ${state}: ${JSON.stringify(await viewOf(platform, run))}`,
  });

export const untilTask = (platform: TestPlatform, run: string, task: string, state: string): Promise<void> =>
  until(async () => (await taskStatesOf(platform, run))[task] === state, {
    withinMs: 60_000,
    otherwise: async () => `the task ${task} is not ${state}: ${JSON.stringify(await viewOf(platform, run))}`,
  });

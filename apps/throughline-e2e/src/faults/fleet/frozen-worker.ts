import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { RunId } from '@throughline/contracts';
import type { ServiceProcess } from '@throughline/testing';
import { field } from '../../support/run-trace.js';
import { until } from '../../support/until.js';
import type { Fleet } from './fleet.js';
import { expectRecovery } from './invariants.js';
import { workerOf } from './leases.js';
import { hasEnded, runInFlight, runView, untilRuns } from './runs.js';
import type { Work } from './work.js';

const FROZEN_MS = 90_000;
/** The lease of the frozen worker runs out, and the work is done once more. */
const TAKEN_OVER_MS = 80_000;

/** A worker that was frozen in the midst of its attempt and goes on, long after another one has done its work. */
export class FrozenWorker {
  private constructor(
    private readonly fleet: Fleet,
    private readonly work: Work,
    readonly runId: RunId,
    private readonly process: ServiceProcess,
    private readonly since = performance.now(),
  ) {}

  static async freeze(fleet: Fleet, work: Work): Promise<FrozenWorker> {
    const runId = await runInFlight(fleet, work);
    const process = await workerOf(fleet, 'agent-runtime', runId);
    process.freeze();
    return new FrozenWorker(fleet, work, runId, process);
  }

  /** Another worker finishes the run meanwhile; then this one may go on, and finds itself refused. */
  async expectRefused(): Promise<void> {
    await untilRuns(this.fleet, [this.runId], hasEnded, TAKEN_OVER_MS);
    const before = await this.commitOfRun();
    await sleep(Math.max(0, FROZEN_MS - (performance.now() - this.since)));
    this.process.thaw();
    await until(async () => (await fencedAt(this.process.port)) > 0, {
      withinMs: 30_000,
      otherwise: () => 'the worker that was frozen was not told that its lease is lost',
    });
    await this.expectLateWritesRefused();
    expect(await this.commitOfRun()).toBe(before);
    await expectRecovery(this.fleet, this.work, [this.runId]);
  }

  /** What it would ask of the resources, had it not looked at its lease: each of them refuses by itself. */
  private async expectLateWritesRefused(): Promise<void> {
    const fence = { attempt: 1, epoch: 1 };
    const of = `/internal/runs/${this.runId}/tasks/part-1`;
    const view = await runView(this.fleet, this.runId);
    const repository = field(view, 'repository');
    const tree = field(repository, 'baseTree');
    const workspace = `${of}/attempts/1/workspace`;
    const asked = [
      ['git-worktree', `${workspace}/write`, { path: 'late.txt', content: 'late', fence }],
      ['git-worktree', `${workspace}/snapshot`, { fence }],
      ['git-worktree', `${workspace}/commit`, { message: 'Late', fence }],
      [
        'verification-feedback',
        `${of}/commands`,
        { repository, tree, argv: ['true'], timeoutMs: 5_000, fence },
      ],
    ] as const;
    for (const [service, path, body] of asked) {
      const headers = { 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      const answer = await this.fleet.request(service, path, init);
      expect({ path, status: answer.status, code: field(await answer.json(), 'code') }).toEqual({
        path,
        status: 409,
        code: 'fenced',
      });
      expect(await fencedAt(this.fleet.awake(service).port)).toBeGreaterThan(0);
    }
  }

  private async commitOfRun(): Promise<unknown> {
    return field(await runView(this.fleet, this.runId), 'commit');
  }
}

/** How many late workers a process has refused, or was refused as. */
export async function fencedAt(port: number): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${String(port)}/metrics`, {
    signal: AbortSignal.timeout(10_000),
  });
  const counts = (await answer.text()).matchAll(/^fenced_total\{[^}]*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

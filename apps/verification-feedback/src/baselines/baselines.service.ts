import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Check, VerificationRun } from '@throughline/contracts';
import { asDatabaseError, UnitsOfWork } from '@throughline/persistence';
import { traceAsyncOperation } from '@throughline/tracing';
import { DataSource, In } from 'typeorm';
import { countFingerprints } from '../findings/new-findings.js';
import { TreesService } from '../trees/trees.service.js';
import { CheckRunner } from '../verification/check-runner.js';
import { BaselineRow } from './baseline.entity.js';

const KEEP_DAYS = 30;

/**
 * How checks end on the base commit, found out once for each base tree. Checks run one after the other on one copy of
 * the files, so a check is known by itself and those before it.
 */
@Injectable()
export class BaselinesService {
  /** Base runs under way, by the key of their last check: who wants the same one waits for it. */
  private readonly running = new Map<string, Promise<unknown>>();

  constructor(
    private readonly source: DataSource,
    private readonly units: UnitsOfWork,
    private readonly trees: TreesService,
    private readonly checks: CheckRunner,
  ) {}

  /** The ends of the wanted checks (by their place in the request). */
  async of(
    request: VerificationRun,
    wanted: readonly number[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<number, BaselineRow>> {
    const keys = baselineKeys(request);
    const last = Math.max(...wanted);
    const lastKey = keys[last] ?? '';
    for (let other = this.running.get(lastKey); other !== undefined; other = this.running.get(lastKey))
      await other;
    const known = await this.find(keys);
    if (wanted.every((index) => known.has(keys[index] ?? ''))) return byPlace(keys, known);
    const run = this.runOnBase(request, keys.slice(0, last + 1), signal);
    const settled = run.catch(() => undefined).finally(() => this.running.delete(lastKey));
    this.running.set(lastKey, settled);
    await run;
    return byPlace(keys, await this.find(keys));
  }

  private async find(keys: readonly string[]): Promise<Map<string, BaselineRow>> {
    const rows = await this.source
      .getRepository(BaselineRow)
      .findBy({ key: In([...keys]) })
      .catch((error: unknown) => {
        throw asDatabaseError(error);
      });
    return new Map(rows.map((row) => [row.key, row]));
  }

  private runOnBase(request: VerificationRun, keys: readonly string[], signal: AbortSignal): Promise<void> {
    const { repository, checks, limits } = request;
    const attributes = { 'verification.type': 'baseline', 'throughline.tree.id': repository.baseTree };
    return traceAsyncOperation('verification_feedback.run_baseline', attributes, () =>
      this.trees.withTree(repository, repository.baseTree, signal, async (directory) => {
        for (const [index, key] of keys.entries()) {
          const check = checks[index];
          if (check !== undefined)
            await this.store(key, await this.checks.run(check, directory, limits.checkTimeoutMs, signal));
        }
      }),
    );
  }

  private async store(
    key: string,
    { result, findings }: Awaited<ReturnType<CheckRunner['run']>>,
  ): Promise<void> {
    const { status, exitCode } = result;
    const row = { key, status, exitCode, fingerprints: countFingerprints(findings) };
    await this.units.run(
      async ({ manager }) => {
        await manager.createQueryBuilder().insert().into(BaselineRow).values(row).orIgnore().execute();
        await manager.query(`DELETE FROM baselines WHERE created_at < now() - $1 * interval '1 day'`, [
          KEEP_DAYS,
        ]);
      },
      () => ['baselines.save'],
    );
  }
}

/** One key a check: its own command and those before it, on the base tree. */
export const baselineKeys = ({
  repository,
  checks,
}: Pick<VerificationRun, 'repository' | 'checks'>): string[] =>
  checks.map((_, index) => keyOf(repository.baseTree, checks.slice(0, index + 1)));

const keyOf = (tree: string, checks: readonly Check[]): string =>
  createHash('sha256')
    .update(JSON.stringify([tree, checks.map(({ name, argv }) => [name, argv])]))
    .digest('hex');

const byPlace = (keys: readonly string[], rows: ReadonlyMap<string, BaselineRow>): Map<number, BaselineRow> =>
  new Map(
    keys.flatMap((key, index) => {
      const row = rows.get(key);
      return row === undefined ? [] : [[index, row] as const];
    }),
  );

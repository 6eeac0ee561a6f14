import { Injectable } from '@nestjs/common';
import type { CheckResult, VerificationRun } from '@throughline/contracts';
import { BaselinesService } from '../baselines/baselines.service.js';
import { markNew } from '../findings/new-findings.js';
import { TreesService } from '../trees/trees.service.js';
import { CheckRunner, type CheckRun } from './check-runner.js';
import type { ComparedCheck } from './outcome.js';

/** Runs the checks of a request on its tree, in their order, and compares those that broke with the base commit. */
@Injectable()
export class CheckSuite {
  constructor(
    private readonly trees: TreesService,
    private readonly runner: CheckRunner,
    private readonly baselines: BaselinesService,
  ) {}

  async run(
    request: VerificationRun,
    signal: AbortSignal,
    onEnd: (result: CheckResult) => Promise<void>,
  ): Promise<ComparedCheck[]> {
    const runs = await this.trees.withTree(request.repository, request.tree, signal, async (directory) => {
      const ended: CheckRun[] = [];
      for (const check of request.checks) {
        const run = await this.runner.run(check, directory, request.limits.checkTimeoutMs, signal);
        ended.push(run);
        await onEnd(run.result);
      }
      return ended;
    });
    return this.compare(request, runs, signal);
  }

  private async compare(
    request: VerificationRun,
    runs: readonly CheckRun[],
    signal: AbortSignal,
  ): Promise<ComparedCheck[]> {
    const broken = runs.flatMap(({ result }, index) => (result.status === 'passed' ? [] : [index]));
    const baselines =
      broken.length === 0 ? new Map<number, never>() : await this.baselines.of(request, broken, signal);
    return runs.map(({ result, output, findings }, index) => {
      const baseline = baselines.get(index);
      const compared = { result, output, findings: markNew(findings, baseline?.fingerprints ?? {}) };
      return baseline === undefined ? compared : { ...compared, baseline };
    });
  }
}

import { Injectable } from '@nestjs/common';
import { type Check, CheckResult, DeadlineExceededError } from '@throughline/contracts';
import { remainingMs } from '@throughline/resilience';
import { runInSandbox, type SandboxResult } from '@throughline/sandbox';
import { VerificationConfig } from '../config.js';
import { type FoundFinding, parseFindings } from '../findings/parse-findings.js';
import { SandboxSlots } from '../trees/sandbox-slots.js';

/** How a check ended, and what it found. */
export interface CheckRun {
  readonly result: CheckResult;
  readonly output: string;
  readonly findings: readonly FoundFinding[];
}

/** Runs one check in the sandbox. */
@Injectable()
export class CheckRunner {
  constructor(
    private readonly slots: SandboxSlots,
    private readonly config: VerificationConfig,
  ) {}

  /** @throws {DeadlineExceededError} when the caller's time does not suffice */
  async run(
    { name, argv }: Check,
    directory: string,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<CheckRun> {
    const ended = await this.slots.run(signal, async () => {
      const time = Math.floor(remainingMs(timeoutMs));
      if (time <= 0) throw new DeadlineExceededError(`the check "${name}"`);
      const result = await runInSandbox({
        ...{ argv, directory, signal, timeoutMs: time },
        memoryBytes: this.config.memoryBytes,
        diskBytes: this.config.diskBytes,
        maxProcesses: this.config.maxProcesses,
        maxOutputBytes: this.config.outputBytes,
      });
      // Cut by the caller's time and not by its own: that says nothing about the tree.
      if (result.timedOut && time < timeoutMs) throw new DeadlineExceededError(`the check "${name}"`);
      return result;
    });
    return checkRun(name, ended);
  }
}

function checkRun(name: string, ended: SandboxResult): CheckRun {
  const { exitCode, durationMs } = ended;
  const status = ended.timedOut ? 'timed_out' : exitCode === 0 ? 'passed' : 'failed';
  const output = [ended.output, ...reasonsOf(ended)].join('\n');
  return {
    result: Object.assign(new CheckResult(), { name, status, exitCode, durationMs }),
    output,
    findings: parseFindings({ check: name, status, exitCode, output }),
  };
}

/** Why processes were ended, where the output itself cannot say it. */
const reasonsOf = ({ outOfMemory, outOfDisk }: SandboxResult): string[] => [
  ...(outOfMemory ? ['processes were ended: the memory limit was reached'] : []),
  ...(outOfDisk ? ['processes were ended: their files took more of the disk than they may'] : []),
];

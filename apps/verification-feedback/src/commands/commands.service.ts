import { Injectable } from '@nestjs/common';
import { CommandResult, type RunCommand, type RunId, type TaskId } from '@throughline/contracts';
import { UnitsOfWork } from '@throughline/persistence';
import { faultPoint, remainingMs } from '@throughline/resilience';
import { runInSandbox, type SandboxResult } from '@throughline/sandbox';
import { traceAsyncOperation } from '@throughline/tracing';
import { VerificationConfig } from '../config.js';
import { FencesService } from '../fences/fences.service.js';
import { SandboxSlots } from '../trees/sandbox-slots.js';
import { TreesService } from '../trees/trees.service.js';
import { fileMarks } from './file-marks.js';
import { MAX_CHANGED_BYTES, MAX_CHANGES, type TreeChanges, treeChanges } from './tree-changes.js';

/** Time kept back of the caller's deadline for reading and sending the result. */
const MARGIN_MS = 2000;
/** An agent is shown less than this. */
const MAX_OUTPUT_BYTES = 256 * 1024;

/** Runs an agent's commands, each on a copy of the workspace's files. */
@Injectable()
export class CommandsService {
  constructor(
    private readonly fences: FencesService,
    private readonly units: UnitsOfWork,
    private readonly slots: SandboxSlots,
    private readonly trees: TreesService,
    private readonly config: VerificationConfig,
  ) {}

  async run(runId: RunId, taskId: TaskId, command: RunCommand, signal: AbortSignal): Promise<CommandResult> {
    await this.units.run(
      (work) => this.fences.require(work, runId, taskId, command.fence),
      () => ['fences.raise'],
    );
    const attributes = { 'verification.type': 'command', 'throughline.tree.id': command.tree };
    return traceAsyncOperation('verification_feedback.run_command', attributes, () =>
      this.slots.run(signal, () =>
        this.trees.withTree(command.repository, command.tree, signal, (directory) =>
          this.runIn(directory, command, signal),
        ),
      ),
    );
  }

  private async runIn(
    directory: string,
    { argv, timeoutMs }: RunCommand,
    signal: AbortSignal,
  ): Promise<CommandResult> {
    const before = await fileMarks(directory);
    const result = await runInSandbox({
      argv,
      directory,
      signal,
      timeoutMs: Math.max(100, Math.min(timeoutMs, remainingMs(timeoutMs + MARGIN_MS) - MARGIN_MS)),
      memoryBytes: this.config.memoryBytes,
      diskBytes: this.config.diskBytes,
      maxProcesses: this.config.maxProcesses,
      maxOutputBytes: Math.min(MAX_OUTPUT_BYTES, this.config.outputBytes),
    });
    faultPoint('verification-feedback.command.before-answer');
    return commandResult(result, await treeChanges(directory, before));
  }
}

function commandResult(result: SandboxResult, { changes, leftOut }: TreeChanges): CommandResult {
  const { exitCode, timedOut, truncated, durationMs } = result;
  const output = [result.output, ...notes(result, leftOut)].join('\n');
  return Object.assign(new CommandResult(), { exitCode, timedOut, output, truncated, durationMs, changes });
}

/** What the output itself cannot say. */
function notes({ outOfMemory, outOfDisk, timedOut, durationMs }: SandboxResult, leftOut: number): string[] {
  return [
    ...(timedOut ? [`[ended after ${durationMs} ms: the time was up]`] : []),
    ...(outOfMemory ? ['[processes were ended: the memory limit was reached]'] : []),
    ...(outOfDisk ? ['[processes were ended: their files took more of the disk than they may]'] : []),
    ...(leftOut > 0
      ? [
          `[${leftOut} changed files were left out: at most ${MAX_CHANGES} files of ${MAX_CHANGED_BYTES} bytes together are taken over]`,
        ]
      : []),
  ];
}

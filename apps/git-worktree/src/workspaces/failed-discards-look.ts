import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { RegularLook } from '@throughline/jobs/regular-look';
import { getLogger } from '@throughline/tracing';
import { DiscardsService } from './discards.service.js';
import { type DueDiscard, FailedDiscards } from './failed-discards.js';
import { WorkspacesRepository } from './workspaces.repository.js';

const EVERY_MS = 60_000;
const AT_A_LOOK = 20;

/** Tries discards again that have failed, ever more rarely, but for as long as the workspace is there. */
@Injectable()
export class FailedDiscardsLook implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly looks = new RegularLook({
    everyMs: EVERY_MS,
    look: (signal) => this.look(signal),
    logger: 'workspaces',
    failure: 'workspaces that could not be discarded could not be looked for; they will be again in a minute',
  });

  constructor(
    private readonly failed: FailedDiscards,
    private readonly workspaces: WorkspacesRepository,
    private readonly discards: DiscardsService,
  ) {}

  onApplicationBootstrap(): void {
    this.looks.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.looks.stop();
  }

  async look(signal: AbortSignal): Promise<void> {
    for (const due of await this.failed.claim(AT_A_LOOK)) {
      if (signal.aborted) return;
      await this.discard(due);
    }
  }

  /** One that fails is in the way of no other. */
  private async discard({ key, workTree, next }: DueDiscard): Promise<void> {
    try {
      const workspace = await this.workspaces.find(key);
      if (workspace !== null) await this.discards.discardLeft(workspace);
    } catch (error) {
      const text = `the workspace ${workTree} could not be discarded. Make its files readable and the folders above writable, or remove it yourself; it is tried again at ${next.toISOString()}`;
      getLogger('workspaces').error({ err: error, run: key.runId }, text);
    }
  }
}

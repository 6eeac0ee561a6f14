import { setTimeout as delay } from 'node:timers/promises';
import { faultFiredAt } from '@throughline/testing';
import type { KillPoint } from './compiled-points.js';
import type { FaultPlatform } from './fault-platform.js';

const LOOK_EVERY_MS = 100;

/** A kill that has happened, and how long its service was away. */
export interface Kill extends KillPoint {
  readonly at: number;
  /** Seconds until it was ready again; undefined while it is not. */
  recoverySeconds: number | undefined;
}

/** Sees which armed points have fired, and when their services are ready again. */
export class KillWatch {
  readonly kills: Kill[] = [];
  private readonly open: Set<KillPoint>;
  private isStopped = false;
  private watching: Promise<void> = Promise.resolve();

  constructor(
    private readonly on: FaultPlatform,
    readonly armed: readonly KillPoint[],
  ) {
    this.open = new Set(armed);
  }

  async start(): Promise<void> {
    for (const { service, point } of this.armed) await this.on.platform.arm(service, point);
    this.watching = this.watch();
  }

  get unfired(): string[] {
    return [...this.open].map(({ service, point }) => `${service}: ${point}`);
  }

  get isOver(): boolean {
    return this.open.size === 0 && this.kills.every(({ recoverySeconds }) => recoverySeconds !== undefined);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.watching;
  }

  private async watch(): Promise<void> {
    while (!this.isStopped) {
      await this.look();
      await delay(LOOK_EVERY_MS);
    }
  }

  private async look(): Promise<void> {
    for (const point of this.open) {
      const at = await faultFiredAt(this.on.platform.faults, point.service, point.point);
      if (at === undefined) continue;
      this.open.delete(point);
      this.kills.push({ ...point, at, recoverySeconds: undefined });
    }
    const { parts } = this.on.record;
    for (const kill of this.kills.filter(({ recoverySeconds }) => recoverySeconds === undefined)) {
      const part = parts.find(({ name }) => name === kill.service);
      if (part?.state === 'ready' && (part.startedAt ?? 0) >= kill.at)
        kill.recoverySeconds = (Date.now() - kill.at) / 1000;
    }
  }
}

import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { JobHandlerInvalidError } from '../job-errors.js';
import { HANDLES_JOB, type JobHandling } from './handles-job.decorator.js';
import { type JobHandler, jobHandler } from './job-handler.js';

/** Finds the methods with `@HandlesJob` among the providers of the application. */
@Injectable()
export class HandlerDiscovery {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  /** @throws {JobHandlerInvalidError} */
  handlers(): JobHandler[] {
    const found = this.instances().flatMap((instance) => this.handlersOf(instance));
    const kinds = new Set<string>();
    for (const { kind } of found) {
      if (kinds.has(kind)) throw new JobHandlerInvalidError(kind, 'exists twice in one service');
      kinds.add(kind);
    }
    return found;
  }

  private instances(): object[] {
    const instances = this.discovery.getProviders().map((wrapper): unknown => wrapper.instance);
    // A provider under two tokens is one instance.
    return [...new Set(instances.filter((value) => typeof value === 'object' && value !== null))];
  }

  private handlersOf(instance: object): JobHandler[] {
    const prototype: unknown = Object.getPrototypeOf(instance);
    if (typeof prototype !== 'object' || prototype === null) return [];
    return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handling = this.handlingOf(instance, name);
      return handling === undefined ? [] : [jobHandler(instance, name, handling)];
    });
  }

  private handlingOf(instance: object, name: string): JobHandling | undefined {
    const method: unknown = Reflect.get(instance, name);
    if (typeof method !== 'function') return undefined;
    return this.reflector.get<JobHandling | undefined, string>(HANDLES_JOB, method);
  }
}

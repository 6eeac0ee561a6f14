import type { DynamicModule } from '@nestjs/common';
import type { TracingForRootOptions, TracingModuleAsyncOptions } from './tracing-module-options.js';

/**
 * Tracing in a Nest application, everywhere in it: `imports: [TracingModule.forRoot()]`. The SDK is started before, by
 * `node --import @throughline/tracing/preload`; the module adds what only the application knows.
 */
export class TracingModule {
  /** With these options. */
  static async forRoot(options: TracingForRootOptions = {}): Promise<DynamicModule> {
    // Loaded here: a program that uses this library without Nest need not load Nest.
    const { moduleDefinition } = await import('./module-definition.js');
    return moduleDefinition(TracingModule, options);
  }

  /** With options that providers work out: `useFactory` with `inject`, `useClass` or `useExisting`. */
  static async forRootAsync(options: TracingModuleAsyncOptions): Promise<DynamicModule> {
    const { asyncModuleDefinition } = await import('./module-definition.js');
    return asyncModuleDefinition(TracingModule, options);
  }
}

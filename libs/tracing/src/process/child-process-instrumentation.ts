import { ChildProcess } from 'node:child_process';
import { getSystemErrorName } from 'node:util';
import { type Context, type Span, context as contexts, trace } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { captureContext } from '../context/carrier.js';
import { moduleInstrumentation } from '../sdk/module-instrumentation.js';
import { around } from '../sdk/patch.js';
import { recordFailure } from '../spans/failure.js';
import { tracer } from '../spans/tracer.js';
import { renewedEnvironment } from './child-process-environment.js';
import { hasProcessSpan, processAttributes, programName, recordExit } from './process-span.js';

/** How Node starts a process, whichever of its functions was called. */
interface SpawnOptions {
  readonly file: string;
  readonly args?: readonly string[];
  readonly envPairs?: readonly string[];
}

/**
 * A span for each process that `spawn`, `execFile`, `exec` and `fork` start within a span, from its start to its exit.
 * They all come down to this one method, so there is one span, however the function was imported.
 */
export function childProcessInstrumentation(): Instrumentation {
  const base = moduleInstrumentation('@throughline/tracing/child_process', []);
  let undo: (() => void) | undefined = patchSpawn();
  return Object.assign(base, {
    enable: () => void (undo ??= patchSpawn()),
    disable: () => {
      undo?.();
      undo = undefined;
    },
  });
}

const patchSpawn = (): (() => void) =>
  around(ChildProcess.prototype, 'spawn', (child, args, proceed) => {
    const [options] = args;
    const parent = contexts.active();
    if (!(child instanceof ChildProcess) || !isSpawnOptions(options) || !isTraced(parent))
      return proceed(args);
    const span = tracer().startSpan(programName(options.file), {
      attributes: processAttributes(options.file, (options.args ?? []).slice(1)),
    });
    const own = trace.setSpan(parent, span);
    const withOwnContext = (): unknown => proceed([withContext(options, parent)]);
    return start(child, span, () => contexts.with(own, withOwnContext));
  });

const isTraced = (parent: Context): boolean =>
  trace.getSpan(parent)?.isRecording() === true && !isTracingSuppressed(parent) && !hasProcessSpan(parent);

function start(child: ChildProcess, span: Span, spawn: () => unknown): unknown {
  try {
    // No listener for 'error': where there is one, Node no longer ends the process for an error nobody handles.
    const result = spawn();
    if (typeof result === 'number' && result !== 0) return notStarted(span, result);
    if (child.pid !== undefined) span.setAttribute('process.pid', child.pid);
    child.once('exit', (exitCode) => {
      recordExit(span, exitCode, [0]);
      span.end();
    });
    return result;
  } catch (error) {
    recordFailure(span, error);
    span.end();
    throw error;
  }
}

function notStarted(span: Span, errno: number): number {
  const code = getSystemErrorName(errno);
  recordFailure(span, Object.assign(new Error(`the program could not be started: ${code}`), { code }));
  span.end();
  return errno;
}

function withContext(options: SpawnOptions, parent: Context): SpawnOptions {
  const envPairs = renewedEnvironment(options.envPairs ?? [], captureContext(parent));
  return envPairs === undefined ? options : { ...options, envPairs };
}

function isSpawnOptions(value: unknown): value is SpawnOptions {
  return typeof value === 'object' && value !== null && 'file' in value && typeof value.file === 'string';
}

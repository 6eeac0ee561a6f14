import { ThroughlineError } from '@throughline/contracts';
import { commandLine } from '../terminal/command-line.js';

/** A command line that cannot be meant. */
export class UsageError extends ThroughlineError {
  constructor(message: string) {
    super('usage', 'invalid', message);
  }
}

export class NoModelConfiguredError extends ThroughlineError {
  constructor() {
    super(
      'no_model_configured',
      'refused',
      'no model is configured. Set OPENAI_API_KEY, or OPENAI_BASE_URL for any OpenAI-compatible server, ' +
        'or name one with --model PROVIDER/MODEL; --model scripted/FILE replays a script without a key',
    );
  }
}

export class PlatformNotRunningError extends ThroughlineError {
  constructor(home: string) {
    super(
      'platform_not_running',
      'unavailable',
      `no platform runs on ${home}. Start it with: ${commandLine('up')}`,
      {
        fields: { home },
      },
    );
  }
}

/** The platform that was used has gone away, or one of its parts has been given up. */
export class PlatformLostError extends ThroughlineError {
  constructor(reason: string) {
    super(
      'platform_lost',
      'unavailable',
      `the platform cannot be used any more: ${reason}. Look with: ${commandLine('doctor')}`,
    );
  }
}

export class DetachNeedsPlatformError extends ThroughlineError {
  constructor() {
    super(
      'detach_needs_platform',
      'invalid',
      `--detach needs a platform that stays: start it with ${commandLine('up')}, and run again`,
    );
  }
}

export class TraceUnknownError extends ThroughlineError {
  constructor(traceId: string, source: string) {
    super(
      'trace_not_found',
      'not_found',
      `there is no trace ${traceId} in ${source}. List runs with: ${commandLine('runs')}`,
      { fields: { traceId } },
    );
  }
}

/** Ctrl-C before there was a run that could be cancelled. */
export class InterruptedError extends ThroughlineError {
  constructor() {
    super('interrupted', 'conflict', 'interrupted before the run was created; nothing was changed');
  }
}

import { ThroughlineError } from '@throughline/contracts';

/** A setting of the platform that has no usable form. */
export class PlatformSettingError extends ThroughlineError {
  constructor(variable: string, expected: string, value: string) {
    super('setting_invalid', 'invalid', `${variable} must be ${expected}, but is ${JSON.stringify(value)}`, {
      fields: { variable },
    });
  }
}

/** More processes of a service than there can be. */
export class ReplicasError extends ThroughlineError {
  constructor(cause: unknown) {
    super('setting_invalid', 'invalid', cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

export class PortInUseError extends ThroughlineError {
  constructor(part: string, port: number, variable: string) {
    super(
      'port_in_use',
      'conflict',
      `port ${port}, which ${part} needs, is in use. ` +
        `End what holds it, set ${variable} to a free port, or move all ports with THROUGHLINE_PORT_BASE`,
      { fields: { part, port, variable } },
    );
  }
}

export class PlatformRunningError extends ThroughlineError {
  constructor(home: string, pid: number) {
    super(
      'platform_running',
      'conflict',
      `a platform already runs on ${home} (process ${pid}). ` +
        'Use it, end it, or choose another THROUGHLINE_HOME',
      { fields: { home, pid } },
    );
  }
}

export class PartFailedError extends ThroughlineError {
  constructor(part: string, what: string, log: string) {
    super('part_failed', 'unavailable', `${part} ${what}. Its log says why: ${log}`, {
      fields: { part, log },
    });
  }
}

/** A part that ended because of how it is set: another try changes nothing. */
export class PartMisconfiguredError extends ThroughlineError {
  constructor(part: string, said: string, log: string) {
    super('part_misconfigured', 'invalid', `${part} cannot be started as it is set: ${said}`, {
      fields: { part, log },
    });
  }
}

export class PostgresSetupError extends ThroughlineError {
  constructor(what: string, cause?: unknown) {
    super(
      'postgres_unavailable',
      'unavailable',
      `the private Postgres cannot be set up: ${what}. Set DATABASE_URL to use a Postgres of your own`,
      { cause },
    );
  }
}

export class RabbitMqMissingError extends ThroughlineError {
  constructor(what: string, cause?: unknown) {
    super(
      'rabbitmq_unavailable',
      'unavailable',
      `no RabbitMQ can be had: ${what}. Set RABBITMQ_URL, install the package rabbitmq-server, or start Docker`,
      { cause },
    );
  }
}

export class JaegerMissingError extends ThroughlineError {
  constructor(what: string, cause?: unknown) {
    super(
      'jaeger_unavailable',
      'unavailable',
      `no Jaeger can be had: ${what}. Set JAEGER_URL, put jaeger on the PATH, start Docker, or install Go 1.24.6 or newer`,
      { cause },
    );
  }
}

export class BubblewrapMissingError extends ThroughlineError {
  constructor(what: string, cause?: unknown) {
    super(
      'bubblewrap_unavailable',
      'unavailable',
      `bubblewrap cannot be had: ${what}. Install the package bubblewrap; without it no check can run`,
      { cause },
    );
  }
}

export class ProgramMissingError extends ThroughlineError {
  constructor(program: string) {
    super(
      'program_missing',
      'unavailable',
      `${program} is not on the PATH. Install it with your package manager`,
      {
        fields: { program },
      },
    );
  }
}

export class ProgramFailedError extends ThroughlineError {
  constructor(program: string, what: string, output: string) {
    super('program_failed', 'internal', `${program} ${what}: ${output.trim().slice(-600)}`, {
      fields: { program },
    });
  }
}

export class ServiceAccountError extends ThroughlineError {
  constructor(cause?: unknown) {
    super(
      'service_account_missing',
      'unavailable',
      'Postgres refuses to run as root, and no user "throughline" or "postgres" exists or could be made. ' +
        'Make one with: useradd --system throughline',
      { cause },
    );
  }
}

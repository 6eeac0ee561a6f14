import { type ServiceName, ThroughlineError, portVariable } from '@throughline/contracts';

export class PortInUseError extends ThroughlineError {
  constructor(service: ServiceName, port: number, cause: unknown) {
    super(
      'port_in_use',
      'conflict',
      `port ${port} of ${service} is in use. Stop what listens there, or set ${portVariable(service)} (or THROUGHLINE_PORT_BASE, which moves all ports)`,
      { fields: { port, variable: portVariable(service) }, cause },
    );
  }

  /** The error itself, unless it says that the port is taken. */
  static from(error: unknown, service: ServiceName, port: number): unknown {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    return taken ? new PortInUseError(service, port, error) : error;
  }
}

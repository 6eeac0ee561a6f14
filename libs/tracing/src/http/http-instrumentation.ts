import type { Instrumentation } from '@opentelemetry/instrumentation';
import { noteOutgoingHost } from '../propagation/outgoing-host.js';
import { httpInstrumentation as packageOfHttp } from '../sdk/packages.js';
import type { IncomingRequests } from './incoming-request.js';
import { ServerRequests } from './server-requests.js';

/** Requests in, with our own part, which costs a fraction; requests out, with OpenTelemetry's. */
export function httpInstrumentation(incoming: IncomingRequests): Instrumentation {
  class ClientAndServer extends packageOfHttp().HttpInstrumentation {
    private requests: ServerRequests | undefined;

    /** Called by the base class as it is constructed, and by the SDK once more. */
    override enable(): void {
      super.enable();
      this.requests ??= new ServerRequests(incoming);
    }

    override disable(): void {
      super.disable();
      this.requests?.stop();
      this.requests = undefined;
    }
  }
  return new ClientAndServer({
    disableIncomingRequestInstrumentation: true,
    ignoreOutgoingRequestHook: ({ hostname, host }) => {
      noteOutgoingHost(hostname ?? host?.replace(/:\d+$/, '') ?? 'localhost');
      return false;
    },
  });
}

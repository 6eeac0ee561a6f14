import type { Instrumentation } from '@opentelemetry/instrumentation';
import { noteOutgoingHost, withoutPort } from '../propagation/outgoing-host.js';
import { httpInstrumentation as packageOfHttp } from '../sdk/packages.js';
import type { TracedRequests } from './traced-requests.js';
import { ServerRequests } from './server-requests.js';

/** Requests in, with our own part, which costs a fraction; requests out, with OpenTelemetry's. */
export function httpInstrumentation(requests: TracedRequests): Instrumentation {
  class ClientAndServer extends packageOfHttp().HttpInstrumentation {
    private server: ServerRequests | undefined;

    /** Called by the base class as it is constructed, and by the SDK once more. */
    override enable(): void {
      super.enable();
      this.server ??= new ServerRequests(requests);
    }

    override disable(): void {
      super.disable();
      this.server?.stop();
      this.server = undefined;
    }
  }
  return new ClientAndServer({
    disableIncomingRequestInstrumentation: true,
    ignoreOutgoingRequestHook: ({ hostname, host }) => {
      const name = hostname ?? (host == null ? 'localhost' : withoutPort(host));
      noteOutgoingHost(name);
      return requests.isUntracedHost?.(name) ?? false;
    },
  });
}

import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';

/** A server of this machine's own, for as long as it is needed. */
export interface LocalServer extends AsyncDisposable {
  readonly origin: string;
}

export async function localServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<LocalServer> {
  const server: Server = createServer(answer);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A header as text: several as one. */
export const headerOf = ({ headers }: IncomingMessage, name: string): string => String(headers[name] ?? '');

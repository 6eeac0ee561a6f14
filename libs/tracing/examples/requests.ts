import { createServer } from 'node:http';
import { traceExternalApiCall, traceHttpRequest } from '@throughline/tracing';

const server = createServer((_request, response) => response.end('{}'));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = server.address();
const url = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}/openai/v1/chat`;

// A request that no instrumentation has seen; `node:http`, fetch and undici need no call. Seconds.
traceHttpRequest('POST', '/api/users', 201, 0.245);
traceHttpRequest({ method: 'GET', url: '/users/7', route: '/users/:id', statusCode: 404, duration: 0.01 });

const response = await traceExternalApiCall(
  'groq',
  url,
  'POST',
  { constitutionalHeaders: true }, // a governed operation: always kept, with the policy's hash
  (_span, headers) => fetch(url, { method: 'POST', headers, signal: AbortSignal.timeout(5_000) }),
);
await response.json();

server.closeAllConnections();
server.close();

import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { HttpErrorCode } from './http-errors.js';

/** What is not even HTTP gets its refusal straight on the socket. */
export function refuseClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = statusOfParser(error.code);
  const body = JSON.stringify({
    type: `urn:throughline:error:${HttpErrorCode[status]}`,
    title: STATUS_CODES[status],
    status,
    detail: 'the request could not be read as HTTP',
    code: HttpErrorCode[status],
    retryable: status === 408,
  });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function statusOfParser(code: string | undefined): 400 | 408 | 431 {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** Takes what a service exports over OTLP and keeps the bytes, in which every text stands as it is. */
export class TraceReceiver {
  #received = '';
  readonly #server: Server = createServer((request, response) => {
    void buffer(request).then((bytes) => {
      this.#received += bytes.toString('latin1');
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the receiver does not listen');
    return `http://127.0.0.1:${String(address.port)}`;
  }

  get received(): string {
    return this.#received;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/** What happens to bytes on their way, in both directions. */
export type LinkState =
  | { readonly kind: 'fine' }
  /** Every connection is broken, and each new one. */
  | { readonly kind: 'cut' }
  /** Connections stay, nothing comes through. */
  | { readonly kind: 'stalled' }
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** Messages come in pieces of so many bytes. */
  | { readonly kind: 'sliced'; readonly bytes: number };

interface Target {
  readonly host: string;
  readonly port: number;
  readonly isHttp: boolean;
}

interface Loss {
  readonly request: Buffer;
  readonly lost: () => void;
}

/** A link to a server on this machine, which can be disturbed. */
export class TcpProxy {
  private readonly connections = new Set<Connection>();
  private state: LinkState = { kind: 'fine' };
  private changed = Promise.withResolvers<void>();
  private loss: Loss | undefined;

  private constructor(
    private readonly server: Server,
    private readonly target: Target,
  ) {
    server.on('connection', (near) => this.join(near));
  }

  /** To the server of a URL. */
  static to(url: string): Promise<TcpProxy> {
    const { hostname, port } = new URL(url);
    return TcpProxy.listen({ host: hostname, port: Number(port), isHttp: false });
  }

  /** To an HTTP server on this machine, which is told its own name as the host that was asked for. */
  static toHttp(port: number): Promise<TcpProxy> {
    return TcpProxy.listen({ host: '127.0.0.1', port, isHttp: true });
  }

  private static async listen(target: Target): Promise<TcpProxy> {
    const server = createServer({ allowHalfOpen: true });
    const proxy = new TcpProxy(server, target);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy is closed');
    return address.port;
  }

  /** A URL of the target by way of the proxy. */
  through(target: string): string {
    const url = new URL(target);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }

  become(state: LinkState): void {
    this.state = state;
    this.changed.resolve();
    this.changed = Promise.withResolvers();
    if (state.kind === 'cut') for (const connection of this.connections) connection.break();
  }

  cut(): void {
    this.become({ kind: 'cut' });
  }

  mend(): void {
    this.become({ kind: 'fine' });
  }

  /** Breaks what is open now; new connections are fine. */
  reset(): void {
    for (const connection of this.connections) connection.break();
  }

  /**
   * The next request with these bytes in it reaches the target, and its answer is lost with the connection.
   * Resolves when that has happened.
   */
  loseNextAnswerTo(request: string | Buffer): Promise<void> {
    return new Promise((resolve) => {
      this.loss = { request: Buffer.from(request), lost: resolve };
    });
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  /** Whether these bytes, on their way to the target, are the ones whose answer is to be lost. */
  private takeLoss(chunk: Buffer): Loss | undefined {
    const { loss } = this;
    if (loss === undefined || !chunk.includes(loss.request)) return undefined;
    this.loss = undefined;
    return loss;
  }

  private join(near: Socket): void {
    if (this.state.kind === 'cut') {
      near.destroy();
      return;
    }
    const far = connect({ ...this.target, allowHalfOpen: true });
    const connection = new Connection(near, far, {
      pass: (chunk, to) => this.pass(to === far ? this.named(chunk) : chunk, to),
      takeLoss: (chunk) => this.takeLoss(chunk),
      ended: () => this.connections.delete(connection),
    });
    this.connections.add(connection);
  }

  private named(chunk: Buffer): Buffer {
    const { isHttp, port } = this.target;
    const own = `\r\nhost: 127.0.0.1:${String(this.port)}\r\n`;
    if (!isHttp || !chunk.includes(own)) return chunk;
    return Buffer.from(
      chunk.toString('latin1').replaceAll(own, `\r\nhost: 127.0.0.1:${String(port)}\r\n`),
      'latin1',
    );
  }

  private async pass(chunk: Buffer, to: Socket): Promise<void> {
    while (this.state.kind === 'stalled') await this.changed.promise;
    if (this.state.kind === 'slow') await sleep(this.state.delayMs);
    if (this.state.kind !== 'sliced') return write(to, chunk);
    const { bytes } = this.state;
    for (let at = 0; at < chunk.length; at += bytes) {
      await write(to, chunk.subarray(at, at + bytes));
      await nextTurn();
    }
  }
}

async function write(to: Socket, chunk: Buffer): Promise<void> {
  if (!to.writable || to.write(chunk)) return;
  // `once` rejects when the socket fails: its connection hears of that by itself, and breaks.
  await Promise.race([once(to, 'drain'), once(to, 'close')]).catch(() => undefined);
}

interface Link {
  pass(chunk: Buffer, to: Socket): Promise<void>;
  takeLoss(chunk: Buffer): Loss | undefined;
  ended(): void;
}

class Connection {
  private loss: Loss | undefined;

  constructor(
    private readonly near: Socket,
    private readonly far: Socket,
    private readonly link: Link,
  ) {
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on('error', () => this.break());
      socket.on('close', () => {
        this.break();
        link.ended();
      });
    }
    this.carry(near, far, (chunk) => {
      this.loss ??= link.takeLoss(chunk);
      return true;
    });
    this.carry(far, near, () => {
      if (this.loss === undefined) return true;
      this.break();
      this.loss.lost();
      return false;
    });
  }

  break(): void {
    this.near.destroy();
    this.far.destroy();
  }

  /** One chunk after the other, in order; the end of the sender is passed on last. */
  private carry(from: Socket, to: Socket, admit: (chunk: Buffer) => boolean): void {
    let last = Promise.resolve();
    from.on('data', (chunk: Buffer) => {
      if (!admit(chunk)) return;
      from.pause();
      last = last.then(() => this.link.pass(chunk, to)).then(() => void from.resume());
    });
    from.on('end', () => void last.then(() => to.end()));
  }
}

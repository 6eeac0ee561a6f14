import { Transform, type TransformCallback } from 'node:stream';

const HEARTBEAT = ': heartbeat\n\n';

/**
 * Passes an event stream through and adds a comment to each silence. A comment may stand only between two
 * events, so none is added while one is half sent.
 */
export class Heartbeat extends Transform {
  readonly #timer: NodeJS.Timeout;
  /** The last two characters that went through tell whether an event has just ended. */
  #tail = '\n\n';

  constructor(everyMs: number) {
    super();
    this.#timer = setInterval(() => this.#beat(), everyMs);
    this.#timer.unref();
  }

  override _transform(chunk: Buffer | string, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#timer.refresh();
    this.#tail = `${this.#tail}${chunk.toString('latin1').slice(-2)}`.slice(-2);
    done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    clearInterval(this.#timer);
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearInterval(this.#timer);
    done(error);
  }

  #beat(): void {
    // A reader that does not read gets no more: what is written here would only pile up.
    if (this.#tail !== '\n\n' || this.writableEnded || this.readableLength >= this.readableHighWaterMark)
      return;
    this.push(HEARTBEAT);
  }
}

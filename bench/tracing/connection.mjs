import { connect } from 'node:net';

const HEADERS_END = '\r\n\r\n';

/** One connection that asks for one thing at a time: as cheap as can be, for the driver shares the processors. */
export class Connection {
  isFree = true;
  #answered;
  #text = '';

  constructor(port) {
    this.socket = connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1');
    this.socket.on('data', (text) => this.#read(text));
    this.socket.on('error', (error) => this.#fail(error));
    this.socket.on('close', () => this.#fail(new Error('the service has closed the connection')));
  }

  get(path) {
    this.isFree = false;
    return new Promise((resolve, reject) => {
      this.#answered = { resolve, reject };
      this.socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\n\r\n`);
    });
  }

  close() {
    this.#answered = undefined;
    this.socket.destroy();
  }

  #read(text) {
    this.#text += text;
    const end = this.#text.indexOf(HEADERS_END);
    if (end === -1) return;
    const length = Number(/content-length: (\d+)/i.exec(this.#text.slice(0, end))?.[1]);
    if (this.#text.length < end + HEADERS_END.length + length) return;
    const isFine = this.#text.startsWith('HTTP/1.1 200');
    const answer = this.#text;
    this.#text = '';
    this.isFree = true;
    if (isFine) this.#answered?.resolve();
    else this.#answered?.reject(new Error(`the service answered: ${answer}`));
  }

  #fail(error) {
    this.#answered?.reject(error);
  }
}

import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { text } from 'node:stream/consumers';

type Event = Readonly<Record<string, unknown>>;

/** A server that takes error reports as Sentry does, and keeps the events in them. */
export class ReportedEvents implements AsyncDisposable {
  readonly events: Event[] = [];
  private readonly server: Server = createServer((request, response) => void this.take(request, response));

  static async start(): Promise<ReportedEvents> {
    const reported = new ReportedEvents();
    await new Promise<void>((resolve) => reported.server.listen(0, '127.0.0.1', resolve));
    return reported;
  }

  /** What SENTRY_DSN has to be for reports to come here. */
  get dsn(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the server does not listen');
    return `http://key@127.0.0.1:${address.port}/1`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.events.push(...eventsIn(await text(request)));
    response.end('{}');
  }
}

/** The events of an envelope: lines of JSON, with a header before each payload. */
function eventsIn(envelope: string): Event[] {
  const lines = envelope.split('\n').map((line): unknown => JSON.parse(line));
  return lines.filter((line, at): line is Event => isObject(line) && isEventHeader(lines[at - 1]));
}

const isObject = (value: unknown): value is Event => typeof value === 'object' && value !== null;

const isEventHeader = (line: unknown): boolean => isObject(line) && line['type'] === 'event';

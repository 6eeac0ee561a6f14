import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChatCompletion, Problem, ResolvedModel } from '@throughline/contracts';
import { ServiceProcess } from '@throughline/testing';
import { plainToInstance } from 'class-transformer';

const TOKEN = 'test-token';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly json: unknown;
}

/** A running model-router and a client of it. */
export class RunningRouter {
  private constructor(
    readonly home: string,
    private readonly service: ServiceProcess,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<RunningRouter> {
    const home = await mkdtemp(join(tmpdir(), 'model-router-'));
    await writeFile(join(home, 'token'), TOKEN, { mode: 0o600 });
    try {
      const service = await ServiceProcess.start('model-router', { THROUGHLINE_HOME: home, ...env });
      return new RunningRouter(home, service);
    } catch (error) {
      await rm(home, { recursive: true });
      throw error;
    }
  }

  async request(
    path: string,
    body?: object,
    headers: Record<string, string> = {},
    signal?: AbortSignal,
  ): Promise<Reply> {
    const response = await fetch(`http://127.0.0.1:${String(this.service.port)}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: signal ?? AbortSignal.timeout(20_000),
    });
    return { status: response.status, headers: response.headers, json: await response.json() };
  }

  async chat(body: object, headers: Record<string, string> = {}): Promise<ChatCompletion> {
    const reply = await this.request('/v1/chat/completions', body, headers);
    if (reply.status !== 200)
      throw new Error(`status ${String(reply.status)}: ${JSON.stringify(reply.json)}`);
    return plainToInstance(ChatCompletion, Object(reply.json));
  }

  async resolve(model?: string): Promise<ResolvedModel> {
    const reply = await this.request('/internal/models/resolve', { model });
    if (reply.status !== 200)
      throw new Error(`status ${String(reply.status)}: ${JSON.stringify(reply.json)}`);
    return plainToInstance(ResolvedModel, Object(reply.json));
  }

  /** A request that must be refused, and what it is told. */
  async refused(
    path: string,
    body: object,
    headers: Record<string, string> = {},
  ): Promise<Problem & Pick<Reply, 'headers'>> {
    const reply = await this.request(path, body, headers);
    if (reply.status < 400) throw new Error(`not refused: status ${String(reply.status)}`);
    return Object.assign(plainToInstance(Problem, Object(reply.json)), { headers: reply.headers });
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await rm(this.home, { recursive: true });
  }
}

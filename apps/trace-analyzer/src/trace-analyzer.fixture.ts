import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningService } from '@throughline/service-host';
import { startService } from '@throughline/service-host';
import { AppModule } from './app.module.js';

const TOKEN = 'a-token-for-tests';

/** A real trace-analyzer with a state folder of its own. */
export class TestAnalyzer {
  private constructor(
    readonly home: string,
    private service: RunningService,
  ) {}

  static async start(): Promise<TestAnalyzer> {
    const home = await mkdtemp(join(tmpdir(), 'trace-analyzer-'));
    await writeFile(join(home, 'token'), TOKEN, { mode: 0o600 });
    process.env['THROUGHLINE_HOME'] = home;
    return new TestAnalyzer(home, await startService(AppModule, { port: 0 }));
  }

  get url(): string {
    return this.service.url;
  }

  readonly authorization = { authorization: `Bearer ${TOKEN}` };

  async restart(): Promise<void> {
    await this.service.stop();
    this.service = await startService(AppModule, { port: 0 });
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await rm(this.home, { recursive: true });
  }

  get(path: string, token = TOKEN): Promise<Response> {
    return fetch(`${this.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  }

  post(body: Buffer | string, headers: Record<string, string>): Promise<Response> {
    const authorized = { ...this.authorization, ...headers };
    return fetch(`${this.url}/v1/traces`, { method: 'POST', body, headers: authorized });
  }
}

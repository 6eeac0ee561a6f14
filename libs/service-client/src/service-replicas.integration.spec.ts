import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MAX_REPLICAS, REPLICA_DISTANCE } from '@throughline/contracts';
import { IsInt } from 'class-validator';
import { createServiceClient } from './create-service-client.js';
import type { ServiceClient } from './service-client.js';

class Answer {
  @IsInt() from!: number;
}

let home: string;
let servers: Server[];
let client: ServiceClient;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'throughline-replicas-'));
  await writeFile(join(home, 'token'), 'first\n');
  const [first, second] = await twoServers();
  servers = [first.server, second.server];
  const env = { GIT_WORKTREE_PORT: String(first.port), GIT_WORKTREE_REPLICAS: '2' };
  client = createServiceClient({ home, env });
});
afterEach(async () => {
  await client.close();
  for (const server of servers) end(server);
  await rm(home, { recursive: true });
});

function end(server: Server | undefined): void {
  server?.closeAllConnections();
  server?.close();
}

async function listening(from: number, port: number): Promise<{ server: Server; port: number }> {
  const body = JSON.stringify({ from });
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

/** On two ports that are as far apart as those of two processes of a service. */
async function twoServers() {
  for (let tries = 0; tries < MAX_REPLICAS; tries++) {
    const first = await listening(1, 0);
    try {
      return [first, await listening(2, first.port + REPLICA_DISTANCE)] as const;
    } catch {
      end(first.server);
    }
  }
  throw new Error('no two free ports');
}

const get = async (): Promise<number> => (await client.get('git-worktree', '/thing', Answer)).from;
const post = async (): Promise<number> => (await client.post('git-worktree', '/thing', {}, Answer)).from;

describe('calls to a service of two processes', () => {
  it('take turns', async () => {
    expect([await get(), await get(), await post(), await post()].sort()).toEqual([1, 1, 2, 2]);
  });

  it.each([0, 1])('reach the one that lives, whatever the call, when process %i has ended', async (at) => {
    end(servers[at]);
    const answers = [];
    for (let calls = 0; calls < 12; calls++) answers.push(await (calls % 2 === 0 ? get() : post()));
    expect(new Set(answers)).toEqual(new Set([2 - at]));
  });

  it('fail when none is left', async () => {
    servers.forEach(end);
    await expect(post()).rejects.toMatchObject({ code: 'service_unavailable' });
  });
});

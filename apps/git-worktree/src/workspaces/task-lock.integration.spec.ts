import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { taskId } from '@throughline/contracts';
import { type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { type TemporaryGit, temporaryGit } from '../testing/temporary-git.js';
import { TemporaryService } from '../testing/temporary-service.js';
import type { Fences } from './fences.service.js';

// Programs take their time on a busy machine.
jest.setTimeout(60_000);

let infrastructure: TestInfrastructure;
let own: TemporaryGit;
let services: TemporaryService[];

beforeAll(async () => {
  process.env['GIT_WORKTREE_REPLICAS'] = '2';
  infrastructure = await testInfrastructure();
  own = await temporaryGit();
  services = [
    await TemporaryService.start(infrastructure.databaseUrl, own),
    await TemporaryService.start(infrastructure.databaseUrl, own),
  ];
}, 60_000);
afterAll(async () => {
  delete process.env['GIT_WORKTREE_REPLICAS'];
  for (const service of services) await service.stop();
  await infrastructure.stop();
  own.remove();
});

function fences(): [Fences, Fences] {
  const [first, second] = services.map((service) => service.fences);
  if (first === undefined || second === undefined) throw new Error('there are not two');
  return [first, second];
}

const task = taskId('shared');
const old = { attempt: 1, epoch: 1 };
const newer = { attempt: 1, epoch: 2 };

it('lets no worker of a task write in one process while another one writes in another', async () => {
  const [first, second] = fences();
  const run = services[0]?.newRun();
  if (run === undefined) throw new Error('no run');
  const order: string[] = [];
  const begun = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  const slow = first.guard(run, task, old, async () => {
    begun.resolve();
    await mayEnd.promise;
    order.push('old');
  });
  await begun.promise;
  const next = second.guard(run, task, newer, () => Promise.resolve(order.push('newer')));
  const settled = second.written(run, null).then(() => order.push('settled'));
  await second.guard(run, taskId('other'), old, () => Promise.resolve(order.push('other')));
  mayEnd.resolve();
  await Promise.all([slow, next, settled]);
  expect(order.slice(0, 2)).toEqual(['other', 'old']);
  expect(order.slice(2).sort()).toEqual(['newer', 'settled']);
  await expect(first.guard(run, task, old, () => Promise.resolve(order.push('late')))).rejects.toMatchObject({
    code: 'fenced',
  });
  expect(order).not.toContain('late');
});

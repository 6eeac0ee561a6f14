import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunningRouter } from '../../testing/running-router.js';

const CHAT = '/v1/chat/completions';
const tools = [{ type: 'function', function: { name: 'write_file' } }];

describe('a scripted model', () => {
  let router: RunningRouter;
  beforeAll(async () => {
    router = await RunningRouter.start();
  });
  afterAll(() => router.stop());

  async function script(name: string, content: unknown): Promise<string> {
    const file = join(router.home, name);
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    return `scripted/${file}`;
  }

  it('answers parallel conversations each as if it were alone, and the same twice', async () => {
    const names = ['alpha', 'beta', 'gamma'];
    const model = await script('parallel.json', {
      steps: [
        ...names.map((name) => ({
          when: { userIncludes: name, turn: 0 },
          answer: { toolCalls: [{ name: 'write_file', arguments: { path: name } }] },
        })),
        ...names.map((name) => ({
          when: { userIncludes: name, lastRole: 'tool' },
          answer: { content: `${name} is done` },
        })),
      ],
    });
    const talk = async (name: string): Promise<unknown[]> => {
      const messages: (object | undefined)[] = [{ role: 'user', content: `Task ${name}` }];
      const first = await router.chat({ model, messages, tools });
      const answer = first.choices[0]?.message;
      messages.push(answer, { role: 'tool', tool_call_id: answer?.tool_calls?.[0]?.id, content: 'written' });
      const second = await router.chat({ model, messages, tools });
      return [first.choices, first.id, second.choices, second.id];
    };
    const several = await Promise.all([...names, ...names].map(talk));
    expect(several.slice(0, 3)).toEqual(several.slice(3));
    for (const [at, name] of names.entries())
      expect(JSON.stringify(several[at])).toContain(`${name} is done`);
  });

  it('is free of charge, and says that it is scripted', async () => {
    const model = await script('always.json', {
      steps: [{ answer: { content: 'yes' }, usage: { inputTokens: 7, outputTokens: 2 } }],
    });
    await expect(router.resolve(model)).resolves.toEqual({
      model,
      provider: 'scripted',
      inputPrice: 0,
      outputPrice: 0,
    });
    await expect(router.chat({ model, messages: [{ role: 'user', content: 'x' }] })).resolves.toMatchObject({
      model,
      system_fingerprint: 'scripted',
      id: expect.stringMatching(/^scripted-/),
      usage: { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9, cost_usd: 0 },
    });
  });

  it('says what it was asked with when no step matches', async () => {
    const model = await script('never.json', { steps: [{ when: { turn: 9 }, answer: { content: 'x' } }] });
    const messages = [{ role: 'user', content: `private ${'x'.repeat(500)}` }];
    const problem = await router.refused(CHAT, { model, messages, tools });
    expect(problem).toMatchObject({
      code: 'script_no_step',
      status: 422,
      fields: { tools: ['write_file'], turn: 0, lastRole: 'user' },
    });
    expect(problem.fields?.['lastMessage']).toBe(`private ${'x'.repeat(192)}`);
    expect(problem.detail).toMatch(/turn 0.*user.*write_file/);
    expect(problem.detail).not.toContain('private');
  });

  it('is refused before a run when the script is broken or not there', async () => {
    const broken = await script('broken.json', '{\n"steps": [}');
    const place = await router.refused('/internal/models/resolve', { model: broken });
    expect(place).toMatchObject({
      code: 'script_invalid',
      status: 422,
      fields: { place: 'line 2, column 11' },
    });
    const fifo = join(router.home, 'fifo');
    execFileSync('mkfifo', [fifo]);
    for (const file of [join(router.home, 'none.json'), router.home, 'relative.json', fifo]) {
      const problem = await router.refused(CHAT, {
        model: `scripted/${file}`,
        messages: [{ role: 'user', content: 'x' }],
      });
      expect(problem).toMatchObject({ code: 'script_not_found', status: 404 });
    }
  });
});

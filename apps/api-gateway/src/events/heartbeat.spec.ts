import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Heartbeat } from './heartbeat.js';

describe('Heartbeat', () => {
  it('passes every event on unchanged, however it is cut', async () => {
    const chunks = fc.array(fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(chunks, async (parts) => {
        const heartbeat = new Heartbeat(60_000);
        const passed = text(heartbeat);
        for (const part of parts) heartbeat.write(part);
        heartbeat.end();
        expect(await passed).toBe(parts.join(''));
      }),
      { numRuns: 50 },
    );
  });

  it('says nothing within an event, and something after it', async () => {
    const heartbeat = new Heartbeat(20);
    const chunks: string[] = [];
    heartbeat.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
    heartbeat.write('data: half');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(chunks).toEqual(['data: half']);
    heartbeat.write(' and half\n\n');
    await once(heartbeat, 'data');
    await once(heartbeat, 'data');
    expect(chunks.slice(1, 3)).toEqual([' and half\n\n', ': heartbeat\n\n']);
    heartbeat.destroy();
  });
});

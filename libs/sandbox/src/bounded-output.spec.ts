import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BoundedOutput } from './bounded-output.js';

describe('BoundedOutput', () => {
  it('keeps what fits as it came', () => {
    const chunks = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 20 });
    fc.assert(
      fc.property(chunks, (texts) => {
        const output = new BoundedOutput(100_000);
        for (const text of texts) output.add(Buffer.from(text));
        expect(output.text()).toBe(texts.join(''));
        expect(output.truncated).toBe(false);
      }),
    );
  });

  it('keeps start and end of what does not, however it is cut into chunks', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 101, max: 2000 }),
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }),
        (size, cuts) => {
          const whole = Buffer.from(Array.from({ length: size }, (_, i) => 97 + (i % 26)));
          const output = new BoundedOutput(100);
          for (let at = 0, i = 0; at < size; i += 1) {
            const length = cuts[i % cuts.length] ?? 1;
            output.add(whole.subarray(at, at + length));
            at += length;
          }
          const text = whole.toString();
          expect(output.text()).toBe(
            `${text.slice(0, 50)}\n… ${size - 100} bytes left out …\n${text.slice(-50)}`,
          );
          expect(output.truncated).toBe(true);
        },
      ),
    );
  });

  it('never cuts a character in two', () => {
    const output = new BoundedOutput(100);
    output.add(Buffer.from('a' + '€'.repeat(500)));
    expect(output.text()).not.toContain('\uFFFD');
  });
});

import { describe, expect, it } from '@jest/globals';
import { Output } from './output.js';

class Sink {
  text = '';
  constructor(readonly isTTY: boolean) {}
  write(text: string): void {
    this.text += text;
  }
}

const isColoured = (isTTY: boolean, env: NodeJS.ProcessEnv): boolean =>
  new Output(new Sink(isTTY), new Sink(isTTY), false, env).colors.isColorSupported;

describe('Output', () => {
  it('has colour on a terminal alone', () => {
    expect(isColoured(true, {})).toBe(true);
    expect(isColoured(false, { FORCE_COLOR: '1', CI: 'true' })).toBe(false);
    expect(isColoured(true, { NO_COLOR: '1' })).toBe(false);
    expect(isColoured(true, { NO_COLOR: '' })).toBe(true);
    expect(isColoured(true, { TERM: 'dumb' })).toBe(false);
  });
  it('keeps standard output for the object when a program reads', () => {
    const [stdout, stderr] = [new Sink(false), new Sink(false)];
    const output = new Output(stdout, stderr, true, {});
    output.line('working');
    output.object({ state: 'succeeded' });
    expect([stdout.text, stderr.text]).toEqual(['{"state":"succeeded"}\n', 'working\n']);
  });
});

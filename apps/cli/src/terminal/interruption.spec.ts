import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Interruption } from './interruption.js';

const emitter = new EventEmitter();
const notes: string[] = [];
let now = 0;
jest.spyOn(performance, 'now').mockImplementation(() => now);
afterEach(() => {
  now = 0;
});

function press(after: number): void {
  now += after;
  emitter.emit('SIGINT');
}

describe('Interruption', () => {
  it('does the first thing at the first Ctrl-C and leaves at the second', () => {
    using interruption = new Interruption((text) => notes.push(text), emitter);
    let cancelled = 0;
    interruption.onFirst(() => (cancelled += 1));
    press(1000);
    expect([cancelled, interruption.left.aborted]).toEqual([1, false]);
    press(1000);
    expect([cancelled, interruption.left.aborted]).toEqual([1, true]);
  });
  it('takes one press that arrives twice for one', () => {
    using interruption = new Interruption((text) => notes.push(text), emitter);
    press(1000);
    press(5);
    expect(interruption.left.aborted).toBe(false);
    expect(notes).toEqual(['Ending as soon as the start is done.']);
  });
  it('does not begin what was called off before', () => {
    using interruption = new Interruption((text) => notes.push(text), emitter);
    press(1000);
    expect(() => interruption.onFirst(() => undefined)).toThrow('interrupted before the run was created');
  });
  it('leaves when the process is told to end, and lets go of the signals', () => {
    {
      using interruption = new Interruption((text) => notes.push(text), emitter);
      emitter.emit('SIGTERM');
      expect(interruption.left.aborted).toBe(true);
    }
    expect(emitter.eventNames()).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { around } from './patch.js';

class Counter {
  constructor(private count = 0) {}

  add(n: number, m = 0): number {
    this.count += n + m;
    return this.count;
  }
}

describe('advice around a method', () => {
  it('has the object, may change arguments and result, and goes away', () => {
    const undo = around(
      Counter.prototype,
      'add',
      (_self, [n], proceed) => Number(proceed([Number(n) * 2])) + 1,
    );
    const counter = new Counter(1);
    expect(counter.add(3)).toBe(8);
    undo();
    expect(counter.add(3)).toBe(10);
  });

  it('keeps the method’s name, arity and visibility', () => {
    const before = Object.getOwnPropertyDescriptor(Counter.prototype, 'add');
    const undo = around(Counter.prototype, 'add', (_self, args, proceed) => proceed(args));
    expect(Reflect.get(Counter.prototype, 'add')).toHaveProperty('name', 'add');
    expect(Reflect.get(Counter.prototype, 'add')).toHaveProperty('length', 1);
    expect(Object.keys(new Counter())).not.toContain('add');
    undo();
    expect(Object.getOwnPropertyDescriptor(Counter.prototype, 'add')).toEqual(before);
  });

  it('does nothing any more below the advice of somebody else, which stays', () => {
    const undo = around(Counter.prototype, 'add', () => 0);
    const undoOther = around(Counter.prototype, 'add', (_self, args, proceed) => Number(proceed(args)) * 10);
    undo();
    expect(new Counter().add(4)).toBe(40);
    undoOther();
  });

  it('leaves alone what is not there', () => {
    const target = {};
    around(target, 'missing', () => 0)();
    expect(target).toEqual({});
  });
});

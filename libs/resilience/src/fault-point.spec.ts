import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, it } from '@jest/globals';
import { FAULT_POINT_CHANNEL, faultPoint } from './fault-point.js';

describe('faultPoint', () => {
  it('tells a listener at once, before the next statement', () => {
    const heard: unknown[] = [];
    const listen = (message: unknown) => void heard.push(message);
    faultPoint('nobody.listens');
    subscribe(FAULT_POINT_CHANNEL, listen);
    faultPoint('outbox.before_commit');
    faultPoint('outbox.after_commit', () => ['a.v1', 'b.v1']);
    unsubscribe(FAULT_POINT_CHANNEL, listen);
    faultPoint('nobody.listens');
    expect(heard).toEqual([
      { name: 'outbox.before_commit', subjects: [] },
      { name: 'outbox.after_commit', subjects: ['a.v1', 'b.v1'] },
    ]);
  });
});

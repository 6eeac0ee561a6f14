import { describe, expect, it } from '@jest/globals';
import { receivedFrom, sentTo } from './destination.js';

describe('the name of a destination', () => {
  it.each([
    ['', 'orders', 'orders'],
    ['shop', 'order.placed', 'shop:order.placed'],
    ['shop', '', 'shop'],
    ['', '', 'amq.default'],
  ])('of who sends to %j with %j', (exchange, key, name) => {
    expect(sentTo(exchange, key)).toEqual({ name, shortName: name, isAnonymous: false });
  });

  it.each([
    ['', 'orders', 'orders', 'orders'],
    ['shop', 'order.placed', 'billing', 'shop:order.placed:billing'],
    ['shop', 'billing', 'billing', 'shop:billing'],
  ])('of who receives what was sent to %j with %j from %j', (exchange, key, queue, name) => {
    expect(receivedFrom(exchange, key, queue).name).toBe(name);
  });

  it.each(['amq.gen-JzTY20BRgKO-HjmUJj0wLg', 'amq.rabbitmq.reply-to', 'amq.rabbitmq.reply-to.g1hkABF'])(
    'does not make names of spans without end: %s',
    (queue) => {
      expect(sentTo('', queue)).toEqual({ name: queue, shortName: '(anonymous)', isAnonymous: true });
    },
  );
});

import { setTimeout as sleep } from 'node:timers/promises';
import {
  getLogger,
  getTracer,
  recordFinishedOperation,
  traceAsyncOperation,
  traceFunction,
  traceOperation,
  withoutTracing,
} from '@throughline/tracing';

const place = (items: number): Promise<string> => sleep(1, `order of ${items}`);
const poll = (): Promise<void> => sleep(1);

const total = traceOperation('shop.add_up', { 'order.items': 3 }, () => 3 * 20);

const order = await traceAsyncOperation('shop.place_order', { 'order.total': total }, async (span) => {
  getLogger('orders').info('placing'); // JSON with trace_id, span_id, correlation_id
  const placed = await place(3);
  span.setAttribute('order.name', placed);
  return placed;
});

const shout = traceFunction((text: string) => text.toUpperCase(), 'shop.shout');
shout(order);

getTracer().startActiveSpan('shop.by_hand', (span) => span.end());

recordFinishedOperation('shop.pack', { duration: 1.5, attributes: { 'order.boxes': 1 } }); // seconds, over now

await withoutTracing(() => poll()); // no spans here, nor in services of ours that it calls

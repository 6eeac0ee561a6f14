import {
  addBaggage,
  captureContext,
  extractTraceContext,
  getPropagationUtils,
  injectTraceContext,
  restoreContext,
  traceAsyncOperation,
  withBaggage,
  withoutBaggageEgress,
} from '@throughline/tracing';
import { context } from '@throughline/tracing/api';

await traceAsyncOperation('orders.ask', {}, async () => {
  const headers = injectTraceContext({ accept: 'application/json' }, { host: 'orders.internal' });
  const parent = extractTraceContext(headers);

  const { injectAmqp, extractAmqp, injectMcp, extractMcp } = getPropagationUtils();
  const message = injectAmqp({ 'x-attempt': 1 }); // to a broker of yours: with baggage
  const params = injectMcp({ name: 'search' }, { host: 'tools.internal' }); // context in params._meta

  const row = { payload: 'order 7', carrier: captureContext() }; // plain strings, for a table

  addBaggage('user.tier', 'gold'); // for everything from here on
  context.with(withBaggage(context.active(), { 'request.type': 'lead' }), () => injectAmqp({})); // for this alone
  withoutBaggageEgress(() => injectAmqp({})); // none of it goes to that broker

  const work = (): Promise<void> => Promise.resolve();
  await traceAsyncOperation('orders.answer', {}, work, { context: parent });
  await traceAsyncOperation('orders.consume', {}, work, { context: extractAmqp(message) });
  await traceAsyncOperation('orders.tool', {}, work, { context: extractMcp(params) });
  await context.with(restoreContext(row.carrier), () => traceAsyncOperation('orders.row', {}, work));
});

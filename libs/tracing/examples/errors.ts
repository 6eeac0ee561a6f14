import { traceAsyncOperation } from '@throughline/tracing';
import { addBreadcrumb, addUserContext, captureException, configureSentry } from '@throughline/tracing';

const pay = (): Promise<void> =>
  traceAsyncOperation('shop.pay', {}, () => Promise.reject(new Error('the card was refused')));

configureSentry({ release: '2.1.0', sampleRate: 1 }); // the preload and TracingModule do it, too; the first call counts

addUserContext('user-7', 'ann@example.org', { tier: 'gold' }); // of this request, message or job alone
addBreadcrumb('cart loaded', 'shop', 'info', { items: 3 });
try {
  await pay();
} catch (error) {
  captureException(error, { step: 'pay' });
}

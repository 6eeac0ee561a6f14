import { configurePrivacyFilter, getPrivacyFilter, traceOperation } from '@throughline/tracing';

configurePrivacyFilter({ keys: ['customer.*'], patterns: ['acme_*'] });
getPrivacyFilter().filterAttributes({ 'customer.iban': 'DE00', note: 'key acme_1' });
// { 'customer.iban': '***', note: 'key ***' }

getPrivacyFilter().filterAttributes({ user_id: '123', password: 'secret123', email: 'user@example.com' });
// { user_id: '123', password: '***', email: '***' }

// Nothing has to be called for spans: they are filtered on their way out.
traceOperation('accounts.open', { password: 'secret123', 'customer.iban': 'DE00' }, () => 'opened');

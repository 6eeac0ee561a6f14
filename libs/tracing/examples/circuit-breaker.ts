import { TracedCircuitBreaker, observeCircuitBreakers } from '@throughline/tracing';

const controlApi = new TracedCircuitBreaker('ControlAPI', {
  failureThreshold: 2, // failures in a row
  recoveryTimeout: 60_000, // milliseconds
  halfOpenRequests: 3,
});

const leads = (): Promise<string[]> => Promise.reject(new Error('the control API is away'));
for (const _try of [1, 2, 3]) await controlApi.call(leads, () => []); // opens after the second

// Breakers that are not traced can be in the metrics all the same.
observeCircuitBreakers(() => [{ name: 'own', state: 'closed' }]);

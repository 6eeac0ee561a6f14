import { getLogger, getSamplingManager, traceOperation } from '@throughline/tracing';

const sampling = getSamplingManager();
sampling.configureSampler({ baseSampleRate: 0.1, maxSampleRate: 1, targetTps: 10, maxTps: 100 });
getLogger('sampling').info({ tps: sampling.getSamplingStats()?.currentTps }, 'traces a second');

sampling.useStrategy({
  type: 'rules',
  rules: [
    { match: { route: '/health*' }, strategy: { type: 'probability', rate: 0.01 } },
    {
      match: { service: 'billing', attributes: { 'user.tier': 'gold' } },
      strategy: { type: 'fixed', keep: true },
    },
    { match: { operation: 'poll *' }, strategy: { type: 'rate_limited', perSecond: 2 } },
  ],
  otherwise: { type: 'fixed', keep: false },
});

traceOperation('poll the queue', {}, () => 'kept, twice a second');
traceOperation('something else', {}, () => 'left out');

// Starts tracing in code, for programs that cannot be started with --import.
import { DistributedTracing, configureTracing, initializeTracing } from '@throughline/tracing';

const tracing = initializeTracing({
  serviceName: 'model-router',
  serviceVersion: '1.0.0',
  environment: 'development',
});

const distributed = new DistributedTracing('model-router', '1.0.0');
distributed.initialize(); // the same: tracing is started once
configureTracing(); // by another name
distributed.instrumentAll();

await distributed.traceAsyncOperation(
  'model_router.select',
  { attributes: { request_id: 'r-1' } },
  async () => {
    distributed.addBaggage('user.tier', 'premium'); // reaches the services that are called from here on
    const choose = distributed.traceFunction(function choose(models: string[]) {
      return models[0];
    });
    choose(['claude', 'gpt']);
    await Promise.resolve();
  },
);

await tracing.shutdown(); // exports what has ended

import { runTracingIntegrationTests } from '@throughline/tracing';

const { overallStatus, parts } = await runTracingIntegrationTests(); // DATABASE_URL and RABBITMQ_URL, where they are set
const failed = parts.filter(({ status }) => status === 'failed');
if (overallStatus === 'failed')
  throw new Error(failed.map(({ name, detail }) => `${name}: ${detail}`).join('\n'));

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { configuredSampler } from '../sampling/configured-sampler.js';
import { exportTargets } from '../export/export-targets.js';
import { variablesOfFile } from './file/tracing-file.js';

const path = fileURLToPath(new URL('../../examples/tracing.yml', import.meta.url));

describe('examples/tracing.yml', () => {
  it('stands in README.md', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    expect(readme).toContain(`\`\`\`yaml\n# config/tracing.yml\n${readFileSync(path, 'utf8')}\`\`\`\n`);
  });

  it('configures a service', () => {
    const shop = variablesOfFile(path, {}, () => 'shop');
    expect(shop).toMatchObject({ SERVICE_NAME: 'shop', CONSTITUTIONAL_STRICT_MODE: 'true' });
    expect(exportTargets(shop)).toMatchObject([{ name: 'jaeger', url: 'http://jaeger:4318/v1/traces' }]);
    expect(String(configuredSampler(shop))).toContain('Adaptive{10..100}');
    const billing = variablesOfFile(path, {}, () => 'billing');
    expect(billing).toMatchObject({ EXTERNAL_API_TRACING: 'false', PERFORMANCE_MONITORING: 'false' });
    expect(String(configuredSampler(billing))).toContain('TraceIdRatioBased{0.2}');
  });
});

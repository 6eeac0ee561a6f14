import { createRequire, syncBuiltinESMExports } from 'node:module';

const load = createRequire(import.meta.url);

/**
 * Instrumentation patches the CommonJS view of the built-in modules when they are required; the view of ES modules,
 * `import { request } from 'node:http'`, has to be brought in line.
 */
export function patchBuiltins(): void {
  load('http');
  load('https');
  syncBuiltinESMExports();
}

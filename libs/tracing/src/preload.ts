import { createRequire, syncBuiltinESMExports } from 'node:module';
import { initializeTracing } from './start-up/initialize.js';
import { runCreationOf } from './start-up/run-creation-of.js';

initializeTracing(runCreationOf(process.env));

// Instrumentation patches the CommonJS view of the built-in modules when they are required;
// the ES modules' view, `import { request } from 'node:http'`, has to be brought in line.
const load = createRequire(import.meta.url);
load('http');
load('https');
syncBuiltinESMExports();

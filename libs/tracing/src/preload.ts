import { createRequire } from 'node:module';
import { lookForEarlyHttp } from './sdk/misuse/loaded-before.js';

lookForEarlyHttp();

// Not imported: what a module imports is loaded before its first line, and Node's http is among it.
createRequire(import.meta.url)('./sdk/start-preloaded.js');

import { provisionRuntimes } from './provision.js';

await provisionRuntimes((message) => process.stdout.write(`${message}\n`));

// Makes an effect of each message, until it is ended.
import { startLedger } from './ledger.module.js';

const app = await startLedger('sink');
await new Promise((resolve) => process.once('SIGTERM', resolve));
await app.close();
process.disconnect?.();

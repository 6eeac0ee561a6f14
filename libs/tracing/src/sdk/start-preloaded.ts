import { configureSentry } from '../errors/configure-sentry.js';
import { initializeTracing } from './initialize.js';
import { trustByToken } from '../http/local-caller.js';
import { tracingEnvironment } from '../config/environment.js';
import { homeOf } from '../journal/home.js';
import { logLevel } from '../logging/log-level.js';
import { runCreationOf } from '../config/run-creation-of.js';

start();

/** A wrong setting ends the process before its program begins: 2, and a sentence that names the variable. */
function start(): void {
  try {
    const env = tracingEnvironment();
    logLevel(env);
    const home = homeOf(env);
    const handle = initializeTracing({
      ...runCreationOf(env),
      ...(home === undefined ? {} : { trust: trustByToken(home) }),
    });
    configureSentry();
    // A program that comes to its end by itself has nobody who asks for it.
    process.once('beforeExit', () => void handle.flush());
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}

import { CommanderError } from 'commander';
import { commandContext } from './commands/command-context.js';
import { errorObject, EXIT, type ExitCode, exitCodeOf } from './errors/exit-code.js';
import { program } from './program.js';
import { printable } from './terminal/printable.js';

const context = commandContext({ ...process.env });
// The services get the person's level; here, log lines would stand between what people and programs read.
process.env['LOG_LEVEL'] = 'silent';
process.stdout.on('error', endWithReader);

const end = (code: ExitCode): void => {
  process.exitCode = code;
};

try {
  await program(context, end).parseAsync(process.argv);
} catch (error) {
  end(tell(error));
}
// All has been closed that must be: what is still open (a kept connection) holds nobody up.
process.stdout.write('', () => process.exit());

function tell(error: unknown): ExitCode {
  const code = exitCodeOf(error);
  if (code === EXIT.succeeded) return code;
  const object = errorObject(error);
  // Commander has said it itself.
  if (!(error instanceof CommanderError)) process.stderr.write(`${printable(object.error.message)}\n`);
  if (process.argv.includes('--json')) context.output(true).object(object);
  return code;
}

/** Whoever read our output has gone away: `throughline runs | head`. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit();
  throw error;
}

import { EXIT, type ExitCode } from '../errors/exit-code.js';
import { diagnoses } from '../doctor/diagnoses.js';
import type { CommandContext } from './command-context.js';
import type { JsonOption } from './look.commands.js';

/** Says what is there, what is missing, and what to do. */
export async function doctorCommand(options: JsonOption, context: CommandContext): Promise<ExitCode> {
  const output = context.output(options.json);
  const found = await diagnoses(context.home(), context.env);
  const isWell = found.every(({ state }) => state !== 'wrong');
  if (output.isJson) output.object({ ok: isWell, checks: found });
  const { green, yellow, red } = output.colors;
  const marks = { well: green('✓'), note: yellow('·'), wrong: red('✗') };
  if (!output.isJson)
    for (const { name, state, detail } of found) output.line(`${marks[state]} ${name}: ${detail}`);
  return isWell ? EXIT.succeeded : EXIT.unreachable;
}

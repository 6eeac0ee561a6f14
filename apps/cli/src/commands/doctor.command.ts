import { EXIT, type ExitCode } from '../errors/exit-code.js';
import { diagnoses } from '../doctor/diagnoses.js';
import { traceSelfTest } from '../doctor/trace-self-test.js';
import { durationText } from '../terminal/duration.js';
import type { Output } from '../terminal/output.js';
import type { CommandContext } from './command-context.js';
import type { JsonOption } from './json-option.js';

export interface DoctorOptions extends JsonOption {
  /** Make a real trace instead, and say whether all of it arrives. */
  readonly trace?: boolean;
}

/** Says what is there, what is missing, and what to do. */
export async function doctorCommand(options: DoctorOptions, context: CommandContext): Promise<ExitCode> {
  const output = context.output(options.json);
  if (options.trace === true) return traceDoctor(context, output);
  const found = await diagnoses(context.home(), context.env);
  const isWell = found.every(({ state }) => state !== 'wrong');
  if (output.isJson) output.object({ ok: isWell, checks: found });
  const { green, yellow, red } = output.colors;
  const marks = { well: green('✓'), note: yellow('·'), wrong: red('✗') };
  if (!output.isJson)
    for (const { name, state, detail } of found) output.line(`${marks[state]} ${name}: ${detail}`);
  return isWell ? EXIT.succeeded : EXIT.unreachable;
}

async function traceDoctor({ home, env }: CommandContext, output: Output): Promise<ExitCode> {
  const report = await traceSelfTest(home(), env, (text) => output.line(text));
  const isWell = report.overallStatus === 'passed';
  if (output.isJson) output.object({ ok: isWell, ...report });
  else {
    const { green, yellow, red } = output.colors;
    const marks = { passed: green('✓'), skipped: yellow('·'), failed: red('✗') };
    for (const { name, status, detail } of report.parts)
      output.line(`${marks[status]} ${name}: ${status === 'passed' ? detail : `${status}: ${detail}`}`);
    output.line(`Trace ${report.traceId}: ${report.spanCount} spans in ${durationText(report.durationMs)}`);
  }
  return isWell ? EXIT.succeeded : EXIT.failed;
}

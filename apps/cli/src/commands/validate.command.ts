import { runIdFrom } from '@throughline/contracts';
import { checkedParts, traceIdOf } from '@throughline/tracing';
import { UsageError } from '../errors/cli.errors.js';
import { EXIT, type ExitCode } from '../errors/exit-code.js';
import type { Output } from '../terminal/output.js';
import { tableText } from '../terminal/table.js';
import {
  isWhole,
  type TraceSubject,
  type ValidatedTrace,
  validatedTrace,
} from '../validation/validated-trace.js';
import type { CommandContext } from './command-context.js';
import type { JsonOption } from './json-option.js';
import { commandLine } from '../terminal/command-line.js';

/** Says whether a trace is whole, and what is wrong with it; ends with 0 only when it is. */
export async function validateCommand(
  text: string,
  options: JsonOption,
  { env, home, output: makeOutput }: CommandContext,
): Promise<ExitCode> {
  const output = makeOutput(options.json);
  const validated = await validatedTrace(subjectOf(text), home(), env);
  if (output.isJson) output.object(asJson(validated));
  else print(validated, output);
  return isWhole(validated) ? EXIT.succeeded : EXIT.failed;
}

/** A run's id is its trace's; any other trace has 32 hexadecimal digits. */
function subjectOf(text: string): TraceSubject {
  const runId = runIdFrom(text);
  if (runId !== undefined) return { runId, traceId: traceIdOf(runId) };
  const traceId = text.toLowerCase();
  if (/^[\da-f]{32}$/.test(traceId)) return { runId: undefined, traceId };
  throw new UsageError(
    `${JSON.stringify(text)} is neither the id of a run nor of a trace; list runs with: ${commandLine('runs')}`,
  );
}

function asJson(validated: ValidatedTrace): object {
  const { runId, traceId, source, report, created, doubts } = validated;
  return {
    ...{
      runId: runId ?? null,
      traceId,
      source,
      isWhole: isWhole(validated),
      created: created ?? null,
      doubts,
    },
    ...report,
    parts: checkedParts(report),
  };
}

function print(validated: ValidatedTrace, output: Output): void {
  const { traceId, source, report, created, doubts } = validated;
  const { green, red, yellow } = output.colors;
  output.heading(`Trace ${traceId}, from ${source}`);
  const rows = checkedParts(report).map(({ name, isGood, detail }) => ({ isGood, cells: [name, detail] }));
  for (const [at, line] of tableText(rows.map(({ cells }) => cells)).entries())
    output.line(`${rows[at]?.isGood === true ? green('✓') : red('✗')} ${line}`);
  for (const text of [...report.findings, ...doubts]) output.line(red(text));
  for (const text of report.warnings) output.line(yellow(text));
  output.line();
  const made = created === undefined ? '' : `, ${created} created`;
  output.line(
    `${report.spanCount} spans received${made}: ${isWhole(validated) ? green('whole') : red('not whole')}`,
  );
}

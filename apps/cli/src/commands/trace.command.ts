import { type RunId, RunNotFoundError } from '@throughline/contracts';
import { runningPlatform } from '@throughline/platform';
import { type TraceReport, type TraceSpan, traceIdOf, validateTrace } from '@throughline/tracing';
import { EXIT, type ExitCode } from '../errors/exit-code.js';
import { withPlatform } from '../platform/with-platform.js';
import type { Output } from '../terminal/output.js';
import { tableText } from '../terminal/table.js';
import { serviceMapRows } from '../traces/service-map.js';
import { receivedSpans, spansOnDisk } from '../traces/trace-source.js';
import { traceTree } from '../traces/trace-tree.js';
import { type CommandContext, runIdArgument } from './command-context.js';
import type { JsonOption } from './json-option.js';
import { validateCommand } from './validate.command.js';

export interface TraceOptions extends JsonOption {
  readonly depth?: number;
  readonly all?: boolean;
  /** Judge the trace instead of showing it. */
  readonly validate?: boolean;
}

/** The trace of a run, from the running platform or from the file that it has left. */
export async function traceCommand(
  text: string,
  options: TraceOptions,
  context: CommandContext,
): Promise<ExitCode> {
  if (options.validate === true) return validateCommand(text, options, context);
  const output = context.output(options.json);
  const id = runIdArgument(text);
  const spans = await spansOf(id, context.home());
  if (spans.length === 0) throw new RunNotFoundError(id);
  const report = validateTrace(spans);
  if (output.isJson) output.object({ runId: id, traceId: traceIdOf(id), ...summary(report), spans });
  else printTrace(spans, report, output, options);
  return EXIT.succeeded;
}

async function spansOf(id: RunId, home: string): Promise<TraceSpan[]> {
  const known = runningPlatform(home) === undefined ? await spansOnDisk(home, id) : undefined;
  if (known !== undefined) return known;
  return withPlatform(home, ({ client }) => receivedSpans(client, traceIdOf(id)));
}

const summary = ({ roots, orphans, services, edges, findings, warnings }: TraceReport) => ({
  roots: roots.length,
  orphans: orphans.length,
  services,
  edges,
  findings,
  warnings,
});

/** Tree and service map. */
export function printTrace(
  spans: readonly TraceSpan[],
  report: TraceReport,
  output: Output,
  { depth, all = false }: TraceOptions = {},
): void {
  output.heading(`Trace: ${spans.length} spans of ${report.services.length} services`);
  const shape = { colors: output.colors, all, ...(depth === undefined ? {} : { maxDepth: depth }) };
  for (const text of traceTree(spans, shape)) output.line(text);
  output.heading('Service map');
  for (const text of tableText(serviceMapRows(report.edges))) output.line(text);
  for (const text of report.findings) output.line(output.colors.red(text));
  for (const text of report.warnings) output.line(output.colors.yellow(text));
}

import { ThroughlineError } from '@throughline/contracts';

export class ToolArgumentsError extends ThroughlineError {
  constructor(tool: string, problem: string) {
    super('tool_arguments_invalid', 'invalid', `the arguments of ${tool} are not valid: ${problem}`, {
      fields: { tool },
    });
  }
}

export class UnknownToolError extends ThroughlineError {
  constructor(tool: string, known: readonly string[]) {
    super(
      'tool_unknown',
      'not_found',
      `there is no tool ${tool.slice(0, 80)}; there are: ${known.join(', ')}`,
      { fields: { tool: tool.slice(0, 80) } },
    );
  }
}

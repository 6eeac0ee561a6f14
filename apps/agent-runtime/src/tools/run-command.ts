import { PlainText } from '@throughline/contracts';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsString, MaxLength } from 'class-validator';
import { defineTool } from './tool.js';

class CommandArguments {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(256)
  @IsString({ each: true })
  @MaxLength(32_768, { each: true })
  @PlainText({ each: true })
  argv!: string[];
}

export const runCommand = defineTool({
  name: 'run_command',
  description:
    'Runs a program in a sandbox at the root of the repository: no shell, no network, limited time. Changed files are kept.',
  properties: {
    argv: { type: 'array', items: { type: 'string' }, description: 'The program and its arguments.' },
  },
  required: ['argv'],
  Arguments: CommandArguments,
  run: async ({ argv }, workspace) => {
    const { exitCode, timedOut, output, changes } = await workspace.run(argv);
    const end = timedOut ? 'It ran out of time.' : `Exit code ${String(exitCode)}.`;
    const changed =
      changes.length === 0 ? '' : ` Changed: ${changes.map((change) => change.path).join(', ')}.`;
    return `${end}${changed}\n${output}`;
  },
});

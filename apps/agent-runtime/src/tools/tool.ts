import 'reflect-metadata';
import type { ChatTool } from '@throughline/contracts';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import type { Workspace } from '../workspace/workspace.client.js';
import { ToolArgumentsError } from './tool.errors.js';

/** Something that the model may do. `call` answers with a text for the model. */
export interface Tool {
  readonly name: string;
  readonly definition: ChatTool;
  /** @throws {ToolArgumentsError} when the arguments are not what the tool takes; whatever the workspace refuses */
  call(argumentsJson: string, workspace: Workspace): Promise<string>;
}

interface Definition<Arguments extends object> {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of each argument, as the model is shown it. */
  readonly properties: Readonly<Record<string, object>>;
  readonly required: readonly string[];
  /** The same as a validated class. */
  readonly Arguments: new () => Arguments;
  readonly run: (given: Arguments, workspace: Workspace) => Promise<string>;
}

export function defineTool<Arguments extends object>(definition: Definition<Arguments>): Tool {
  const { name, description, properties, required, Arguments, run } = definition;
  const parameters = { type: 'object', properties, required, additionalProperties: false };
  return {
    name,
    definition: { type: 'function', function: { name, description, parameters } },
    call: async (json, workspace) => run(await parse(name, json, Arguments), workspace),
  };
}

async function parse<Arguments extends object>(
  name: string,
  json: string,
  type: new () => Arguments,
): Promise<Arguments> {
  const given = objectOf(name, json);
  const instance = plainToInstance(type, given);
  const errors = await validate(instance, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
  });
  const problems = errors.flatMap((error) =>
    Object.values(error.constraints ?? { shape: `${error.property} is malformed` }),
  );
  if (problems.length > 0) throw new ToolArgumentsError(name, problems.join('; '));
  return instance;
}

function objectOf(name: string, json: string): object {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new ToolArgumentsError(name, 'they are not JSON');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new ToolArgumentsError(name, 'they are not a JSON object');
}

import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { Script } from './script.js';
import { ScriptInvalidError } from './scripted.errors.js';

/** @throws {ScriptInvalidError} that names the place, and repeats nothing of a file that may be no script at all */
export function parseScript(file: string, text: string): Script {
  const json = parseJson(file, text);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new ScriptInvalidError(file, 'line 1', 'a script is a JSON object with "steps"');
  }
  const script = plainToInstance(Script, json);
  const errors = validateSync(script, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
  });
  const first = errors[0];
  if (first !== undefined) throw invalid(file, first);
  const empty = script.steps.findIndex(
    ({ answer }) => answer.content === undefined && answer.toolCalls === undefined,
  );
  if (empty >= 0)
    throw new ScriptInvalidError(
      file,
      `steps[${String(empty)}].answer`,
      'an answer has content or toolCalls',
    );
  return script;
}

function parseJson(file: string, text: string): unknown {
  const errors: ParseError[] = [];
  const json: unknown = parse(text, errors, { disallowComments: true });
  const first = errors[0];
  if (first === undefined) return json;
  const before = text.slice(0, first.offset).split('\n');
  const place = `line ${String(before.length)}, column ${String((before.at(-1)?.length ?? 0) + 1)}`;
  throw new ScriptInvalidError(file, place, `it is not JSON (${printParseErrorCode(first.error)})`);
}

function invalid(file: string, error: ValidationError, path = ''): ScriptInvalidError {
  const here = /^\d+$/.test(error.property)
    ? `${path}[${error.property}]`
    : [path, error.property].filter(Boolean).join('.');
  const problem = Object.values(error.constraints ?? {})[0];
  const child = error.children?.[0];
  if (problem === undefined && child !== undefined) return invalid(file, child, here);
  return new ScriptInvalidError(file, here, problem ?? 'it has not the expected form');
}

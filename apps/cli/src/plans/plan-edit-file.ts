import { RevisePlan, sentencesOf } from '@throughline/contracts';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { UsageError } from '../errors/cli.errors.js';

/** What a file says about the next version of a plan. @throws {UsageError} */
export function editOf(path: string, text: string): RevisePlan {
  const edit = plainToInstance(RevisePlan, objectIn(path, text));
  const wrong = validateSync(edit, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
  });
  const [sentence] = sentencesOf(wrong);
  if (sentence !== undefined) throw new UsageError(`${path} is no edit of a plan: ${sentence}`);
  return edit;
}

function objectIn(path: string, text: string): object {
  const value = parsed(path, text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new UsageError(`${path} holds no JSON object; its form: throughline plan --help`);
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

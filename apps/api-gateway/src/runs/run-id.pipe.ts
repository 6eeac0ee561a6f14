import { Injectable, type PipeTransform } from '@nestjs/common';
import { type RunId, runIdFrom } from '@throughline/contracts';
import { InvalidRunIdError } from './run.errors.js';

/** A run id in a path, with or without dashes. */
@Injectable()
export class RunIdPipe implements PipeTransform<string, RunId> {
  transform(text: string): RunId {
    return parseRunId('the id in the path', text);
  }
}

/** @throws {InvalidRunIdError} */
export function parseRunId(where: string, text: string): RunId {
  const id = runIdFrom(text);
  if (id === undefined) throw new InvalidRunIdError(where, text);
  return id;
}

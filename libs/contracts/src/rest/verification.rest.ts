import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { OBJECT_ID_PATTERN, type TreeId } from '../ids/ids.js';
import { Check, Fence, RepositoryRef } from '../messages/parts.js';
import { FileChange } from './git.rest.js';
import { Part, Parts } from '../validation/parts.js';
import { PlainText } from '../validation/plain-text.js';

/** `POST /internal/checks/resolve`: the run's checks, each with a program that the sandbox has on the base tree. Without `checks`: the `test` script of package.json. */
export class ResolveChecks {
  @Part(() => RepositoryRef) repository!: RepositoryRef;
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(4096, { each: true })
  @PlainText({ each: true })
  checks?: string[];
}
export class ResolvedChecks {
  @ArrayMinSize(1) @Parts(() => Check) checks!: Check[];
}

/** `POST /internal/runs/:run/tasks/:task/commands`: an agent's command, in the sandbox, on a snapshot tree. */
export class RunCommand {
  @Part(() => RepositoryRef) repository!: RepositoryRef;
  @Part(() => Fence) fence!: Fence;
  @Matches(OBJECT_ID_PATTERN) tree!: TreeId;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(256)
  @IsString({ each: true })
  @MaxLength(32_768, { each: true })
  @PlainText({ each: true })
  argv!: string[];
  @IsInt() @Min(100) @Max(3_600_000) timeoutMs!: number;
}
export class CommandResult {
  @IsOptional() @IsInt() exitCode!: number | null;
  @IsBoolean() timedOut!: boolean;
  /** Standard output and error as they came, cut in the middle. */
  @IsString() output!: string;
  @IsBoolean() truncated!: boolean;
  @IsInt() durationMs!: number;
  @Parts(() => FileChange) changes!: FileChange[];
}

import { plainToInstance, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Min,
  ValidateNested,
  validateSync,
  type ValidationError,
} from 'class-validator';
import { ChatToolCall, MAX_TOOL_CALLS } from '@throughline/contracts';
import { ProviderMalformedError } from '../provider.errors.js';

/** The wire form as it is read: what we do not use may be anything. */
class WireMessage {
  @IsOptional() @IsString() content?: string | null;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_TOOL_CALLS, { message: `more than ${String(MAX_TOOL_CALLS)} tool calls in one answer` })
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => ChatToolCall)
  tool_calls?: ChatToolCall[] | null;
}
class WireChoice {
  @IsObject() @ValidateNested() @Type(() => WireMessage) message!: WireMessage;
  @IsOptional() @IsString() finish_reason?: string | null;
}
class WirePromptDetails {
  @IsOptional() @IsInt() @Min(0) cached_tokens?: number | null;
}
class WireUsage {
  @IsInt() @Min(0) prompt_tokens!: number;
  @IsInt() @Min(0) completion_tokens!: number;
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => WirePromptDetails)
  prompt_tokens_details?: WirePromptDetails | null;
}
export class WireCompletion {
  @IsOptional() @IsString() id?: string;
  @IsOptional() @IsString() model?: string;
  @IsOptional() @IsString() system_fingerprint?: string | null;
  @IsArray()
  @ArrayMinSize(1)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => WireChoice)
  choices!: WireChoice[];
  /** Without it neither limits nor cost could be kept, so an answer without it is refused. */
  @IsObject() @ValidateNested() @Type(() => WireUsage) usage!: WireUsage;
}
class WireModel {
  @IsString() id!: string;
}
export class WireModelList {
  @IsArray()
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => WireModel)
  data!: WireModel[];
}

/** @throws {ProviderMalformedError} that names the place, and repeats nothing of the answer */
export function readWire<T extends object>(type: new () => T, body: string): T {
  const json = jsonOf(body);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new ProviderMalformedError('openai', 'it is not a JSON object');
  }
  const value = plainToInstance(type, json);
  const first = validateSync(value, { forbidUnknownValues: true })[0];
  if (first !== undefined) throw new ProviderMalformedError('openai', problemOf(first));
  return value;
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new ProviderMalformedError(
      'openai',
      'it is not JSON; does OPENAI_BASE_URL lead to an OpenAI-compatible API?',
    );
  }
}

function problemOf(error: ValidationError): string {
  const child = error.children?.[0];
  if (child !== undefined) return `${error.property}.${problemOf(child)}`;
  return `${error.property}: ${Object.values(error.constraints ?? {})[0] ?? 'unexpected form'}`;
}

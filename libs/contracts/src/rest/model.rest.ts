import {
  ArrayMaxSize,
  ArrayMinSize,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { Part, Parts } from '../validation/parts.js';

/** `POST /internal/models/resolve`: a model that can be called, or a 4xx that says what is missing. */
export class ResolveModel {
  /** `PROVIDER/MODEL`; without one the default of the configured providers. */
  @IsOptional() @IsString() @Length(1, 1000) model?: string;
}
export class ResolvedModel {
  /** Always with its provider: `openai/gpt-x`, `scripted//home/me/script.json`. */
  @IsString() model!: string;
  @IsString() provider!: string;
  /** US dollars for a million tokens; null = unknown. */
  @IsOptional() @IsNumber() inputPrice!: number | null;
  @IsOptional() @IsNumber() outputPrice!: number | null;
}

/** OpenAI's chat completion, as far as it is promised here: not streaming, with tools. */
export class ChatFunctionCall {
  @IsString() @MaxLength(200) name!: string;
  /** JSON text, as the wire form has it. */
  @IsString() @MaxLength(2_000_000) arguments!: string;
}
export class ChatToolCall {
  @IsString() @MaxLength(200) id!: string;
  @IsIn(['function']) type!: 'function';
  @Part(() => ChatFunctionCall) function!: ChatFunctionCall;
}
/** Calls in one answer of a model. */
export const MAX_TOOL_CALLS = 64;
export const CHAT_ROLES = ['system', 'user', 'assistant', 'tool'] as const;
export class ChatMessage {
  @IsIn(CHAT_ROLES) role!: (typeof CHAT_ROLES)[number];
  @IsOptional() @IsString() @MaxLength(2_000_000) content?: string | null;
  @IsOptional() @ArrayMaxSize(MAX_TOOL_CALLS) @Parts(() => ChatToolCall) tool_calls?: ChatToolCall[];
  @IsOptional() @IsString() @MaxLength(200) tool_call_id?: string;
}
export class ChatFunction {
  @IsString() @Length(1, 200) name!: string;
  @IsOptional() @IsString() @MaxLength(10_000) description?: string;
  @IsOptional() @IsObject() parameters?: Record<string, unknown>;
}
export class ChatTool {
  @IsIn(['function']) type!: 'function';
  @Part(() => ChatFunction) function!: ChatFunction;
}
export class ChatCompletionRequest {
  @IsString() @Length(1, 1000) model!: string;
  @ArrayMinSize(1) @ArrayMaxSize(2000) @Parts(() => ChatMessage) messages!: ChatMessage[];
  @IsOptional() @ArrayMaxSize(128) @Parts(() => ChatTool) tools?: ChatTool[];
  @IsOptional() @IsIn(['none', 'auto', 'required']) tool_choice?: 'none' | 'auto' | 'required';
  @IsOptional() @IsNumber() @Min(0) @Max(2) temperature?: number;
  @IsOptional() @IsInt() @Min(1) max_completion_tokens?: number;
  @IsOptional() @IsIn([false], { message: 'stream must be false: answers are given whole' }) stream?: false;
}
export class ChatUsage {
  @IsInt() @Min(0) prompt_tokens!: number;
  @IsInt() @Min(0) completion_tokens!: number;
  @IsInt() @Min(0) total_tokens!: number;
  /** Ours: US dollars, null when the model's price is unknown. */
  @IsOptional() @IsNumber() cost_usd!: number | null;
}
export class ChatChoice {
  @IsInt() index!: number;
  @Part(() => ChatMessage) message!: ChatMessage;
  @IsString() finish_reason!: string;
}
export class ChatCompletion {
  @IsString() id!: string;
  @IsString() object!: string;
  @IsInt() created!: number;
  @IsString() model!: string;
  /** `scripted` when the answer comes from a script. */
  @IsOptional() @IsString() system_fingerprint?: string;
  @ArrayMinSize(1) @Parts(() => ChatChoice) choices!: ChatChoice[];
  @Part(() => ChatUsage) usage!: ChatUsage;
}

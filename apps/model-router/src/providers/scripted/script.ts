import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { CHAT_ROLES } from '@throughline/contracts';

/** A text, or several of which all are asked for. */
const Texts = (): PropertyDecorator => (target, key) => {
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [value] : value))(target, key);
  IsOptional()(target, key);
  IsArray({ message: '$property must be a text or a list of texts' })(target, key);
  ArrayMinSize(1)(target, key);
  ArrayMaxSize(50)(target, key);
  IsString({ each: true })(target, key);
  Length(1, 10_000, { each: true })(target, key);
};

/** What can be asked of a conversation; docs/scripted-models.md explains each. All that is given must hold. */
export class ScriptConditions {
  /** Names of tools that are offered. */
  @Texts() tool?: string[];
  @Texts() systemIncludes?: string[];
  @Texts() userIncludes?: string[];
  @Texts() lastMessageIncludes?: string[];
  @Texts() lastToolResultIncludes?: string[];
  @IsOptional() @IsIn(CHAT_ROLES) lastRole?: (typeof CHAT_ROLES)[number];
  /** How many answers the model has given so far; 0 = it is asked for the first time. */
  @IsOptional() @IsInt() @Min(0) turn?: number;
}

export class ScriptStepConditions extends ScriptConditions {
  /** Holds when what is in it does not hold as a whole. */
  @IsOptional() @IsObject() @ValidateNested() @Type(() => ScriptConditions) not?: ScriptConditions;
}

export class ScriptToolCall {
  @IsString() @Length(1, 200) name!: string;
  @IsObject() arguments!: Record<string, unknown>;
}

export class ScriptAnswer {
  @IsOptional() @IsString() @Length(1, 1_000_000) content?: string;
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(64)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => ScriptToolCall)
  toolCalls?: ScriptToolCall[];
}

/** Tokens to report instead of the estimate. */
export class ScriptUsage {
  @IsInt() @Min(0) @Max(100_000_000) inputTokens!: number;
  @IsInt() @Min(0) @Max(100_000_000) outputTokens!: number;
}

export class ScriptStep {
  @IsOptional() @IsObject() @ValidateNested() @Type(() => ScriptStepConditions) when?: ScriptStepConditions;
  @IsObject() @ValidateNested() @Type(() => ScriptAnswer) answer!: ScriptAnswer;
  @IsOptional() @IsObject() @ValidateNested() @Type(() => ScriptUsage) usage?: ScriptUsage;
}

/** What a script file holds. */
export class Script {
  @IsOptional() @IsString() @MaxLength(10_000) description?: string;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => ScriptStep)
  steps!: ScriptStep[];
}

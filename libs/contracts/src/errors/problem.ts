import { IsBoolean, IsInt, IsObject, IsOptional, IsString } from 'class-validator';
import type { ErrorFields } from './throughline-error.js';

/** The body of every refused request: RFC 9457 `application/problem+json` with our extensions. */
export class Problem {
  @IsString() type!: string;
  @IsString() title!: string;
  @IsInt() status!: number;
  @IsString() detail!: string;
  /** Stable; docs/errors.md lists each. */
  @IsString() code!: string;
  @IsBoolean() retryable!: boolean;
  @IsOptional() @IsString() traceId?: string;
  @IsOptional() @IsString() correlationId?: string;
  @IsOptional() @IsObject() fields?: ErrorFields;
}

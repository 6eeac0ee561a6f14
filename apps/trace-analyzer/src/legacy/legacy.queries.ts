import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { GO_DURATION } from '../query/go-duration.js';

const toNumber = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? Number(value) : value;
const A_DURATION = { message: '$property must be a duration like 100ms or 1h' };

/** Query of Jaeger's older `GET /api/traces`; `start` and `end` are microseconds and win over `lookback`. */
export class LegacyTracesQuery {
  @IsString() @Length(1, 1000) service!: string;
  @IsOptional() @IsString() @Length(1, 1000) operation?: string;
  @IsOptional() @IsString() @Length(2, 10_000) tags?: string;
  @IsOptional() @Matches(GO_DURATION, A_DURATION) minDuration?: string;
  @IsOptional() @Matches(GO_DURATION, A_DURATION) maxDuration?: string;
  @Matches(GO_DURATION, A_DURATION) lookback = '1h';
  @IsOptional() @Transform(toNumber) @IsInt() start?: number;
  @IsOptional() @Transform(toNumber) @IsInt() end?: number;
  @Transform(toNumber) @IsInt() @Min(1) @Max(1500) limit = 100;
}

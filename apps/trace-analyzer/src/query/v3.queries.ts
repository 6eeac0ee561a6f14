import { IsIn, IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { Transform } from 'class-transformer';
import { SPAN_KIND } from '../otlp/otlp.types.js';
import { GO_DURATION } from './go-duration.js';
import { RFC3339 } from './rfc3339.js';

const A_TIME = { message: '$property must be a time like 2026-01-31T12:00:00Z' };
const A_DURATION = { message: '$property must be a duration like 100ms or 1.5s' };

/** Query of `GET /api/v3/operations`. */
export class OperationsQuery {
  @IsString() @Length(1, 1000) service!: string;
  @IsOptional() @IsIn(Object.keys(SPAN_KIND)) span_kind?: string;
}

/** Query of `GET /api/v3/traces`, in Jaeger's names; both times are required. */
export class TracesQuery {
  @IsOptional() @IsString() @Length(1, 1000) 'query.service_name'?: string;
  @IsOptional() @IsString() @Length(1, 1000) 'query.operation_name'?: string;
  @Matches(RFC3339, A_TIME) 'query.start_time_min'!: string;
  @Matches(RFC3339, A_TIME) 'query.start_time_max'!: string;
  @IsOptional() @Matches(GO_DURATION, A_DURATION) 'query.duration_min'?: string;
  @IsOptional() @Matches(GO_DURATION, A_DURATION) 'query.duration_max'?: string;
  @IsOptional() @IsString() @Length(2, 10_000) 'query.attributes'?: string;
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? Number(value) : value))
  @IsInt()
  @Min(1)
  @Max(1500)
  'query.num_traces' = 100;
}

import { IsArray, IsInt, IsString, Min } from 'class-validator';

/** Answer of `GET /internal/traces/:id/spans` on every service: what this service has to say of a run's trace. */
export class TraceSpans {
  @IsString() service!: string;
  /** Ids of all spans that processes of this service have made for the trace, from their journals. */
  @IsArray() @IsString({ each: true }) created!: string[];
  /** Spans that have not ended, or whose export has no answer yet. */
  @IsInt() @Min(0) live!: number;
  @IsInt() @Min(0) unsentMessages!: number;
  @IsInt() @Min(0) unfinishedJobs!: number;
}

import { IsIn, IsOptional } from 'class-validator';

export const EVENT_STREAM_STARTS = ['start', 'now'] as const;

/** Query of `GET /v1/events`: where a stream begins that is not gone on with. Default `now`. */
export class AllEventsQuery {
  @IsOptional() @IsIn(EVENT_STREAM_STARTS) from?: (typeof EVENT_STREAM_STARTS)[number];
}

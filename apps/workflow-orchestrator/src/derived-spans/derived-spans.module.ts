import { Global, Module } from '@nestjs/common';
import { TRACE_CONTRIBUTOR } from '@throughline/service-host';
import { DerivedSpanRows } from './derived-span-rows.js';
import { DerivedSpans } from './derived-spans.service.js';

/** Global, because the host asks for the ids of these spans when a trace settles. */
@Global()
@Module({
  providers: [DerivedSpanRows, DerivedSpans, { provide: TRACE_CONTRIBUTOR, useExisting: DerivedSpans }],
  exports: [DerivedSpans, TRACE_CONTRIBUTOR],
})
export class DerivedSpansModule {}

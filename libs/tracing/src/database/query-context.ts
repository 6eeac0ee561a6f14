import { type Context, createContextKey } from '@opentelemetry/api';

const HAS_SPAN = createContextKey('throughline query has a span');

/** The context in which a query has a span already, that of who has traced it by hand. */
export const withQuerySpan = (context: Context): Context => context.setValue(HAS_SPAN, true);

export const hasQuerySpan = (context: Context): boolean => context.getValue(HAS_SPAN) === true;

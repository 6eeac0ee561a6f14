import type { TraceSpan } from '@throughline/tracing';

export const id = (n: number): string => n.toString(16).padStart(16, '0');

export function aSpan(n: number, parent: number | undefined, fields: Partial<TraceSpan> = {}): TraceSpan {
  return {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: id(n),
    parentSpanId: parent === undefined ? undefined : id(parent),
    name: `span ${n}`,
    kind: 'INTERNAL',
    service: 'git-worktree',
    startTimeUnixNano: `${n}000000`,
    endTimeUnixNano: `${n + 5}000000`,
    status: { code: 'UNSET' },
    attributes: {},
    links: [],
    ...fields,
  };
}

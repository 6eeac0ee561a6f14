import protobuf from 'protobufjs';

const repeated = (type: string, id: number): protobuf.IField & { rule: string } => ({
  rule: 'repeated',
  type,
  id,
});
const one = (type: string, id: number): protobuf.IField => ({ type, id });

/**
 * The trace messages of opentelemetry-proto 1.x, with one difference that the wire does not show:
 * `ScopeSpans.spans` are left as bytes, so that a large export can be decoded span by span.
 */
const root = protobuf.Root.fromJSON({
  nested: {
    TraceExport: { fields: { resourceSpans: repeated('ResourceSpans', 1) } },
    ResourceSpans: { fields: { resource: one('Resource', 1), scopeSpans: repeated('ScopeSpans', 2) } },
    ScopeSpans: { fields: { scope: one('Scope', 1), spans: repeated('bytes', 2) } },
    Resource: { fields: { attributes: repeated('KeyValue', 1), droppedAttributesCount: one('uint32', 2) } },
    Scope: {
      fields: { name: one('string', 1), version: one('string', 2), attributes: repeated('KeyValue', 3) },
    },
    Span: {
      fields: {
        traceId: one('bytes', 1),
        spanId: one('bytes', 2),
        traceState: one('string', 3),
        parentSpanId: one('bytes', 4),
        name: one('string', 5),
        kind: one('int32', 6),
        startTimeUnixNano: one('fixed64', 7),
        endTimeUnixNano: one('fixed64', 8),
        attributes: repeated('KeyValue', 9),
        droppedAttributesCount: one('uint32', 10),
        events: repeated('Event', 11),
        droppedEventsCount: one('uint32', 12),
        links: repeated('Link', 13),
        droppedLinksCount: one('uint32', 14),
        status: one('SpanStatus', 15),
        flags: one('fixed32', 16),
      },
    },
    Event: {
      fields: {
        timeUnixNano: one('fixed64', 1),
        name: one('string', 2),
        attributes: repeated('KeyValue', 3),
        droppedAttributesCount: one('uint32', 4),
      },
    },
    Link: {
      fields: {
        traceId: one('bytes', 1),
        spanId: one('bytes', 2),
        traceState: one('string', 3),
        attributes: repeated('KeyValue', 4),
        droppedAttributesCount: one('uint32', 5),
        flags: one('fixed32', 6),
      },
    },
    SpanStatus: { fields: { message: one('string', 2), code: one('int32', 3) } },
    KeyValue: { fields: { key: one('string', 1), value: one('AnyValue', 2) } },
    AnyValue: {
      oneofs: {
        value: {
          oneof: [
            'stringValue',
            'boolValue',
            'intValue',
            'doubleValue',
            'arrayValue',
            'kvlistValue',
            'bytesValue',
          ],
        },
      },
      fields: {
        stringValue: one('string', 1),
        boolValue: one('bool', 2),
        intValue: one('int64', 3),
        doubleValue: one('double', 4),
        arrayValue: one('ArrayValue', 5),
        kvlistValue: one('KeyValueList', 6),
        bytesValue: one('bytes', 7),
      },
    },
    ArrayValue: { fields: { values: repeated('AnyValue', 1) } },
    KeyValueList: { fields: { values: repeated('KeyValue', 1) } },
    TraceExportAnswer: { fields: { partialSuccess: one('PartialSuccess', 1) } },
    PartialSuccess: { fields: { rejectedSpans: one('int64', 1), errorMessage: one('string', 2) } },
    Status: { fields: { code: one('int32', 1), message: one('string', 2) } },
  },
});

export const traceExportType = root.lookupType('TraceExport');
export const spanType = root.lookupType('Span');
export const traceExportAnswerType = root.lookupType('TraceExportAnswer');
export const statusType = root.lookupType('Status');

const RESOURCE_SPANS = 1;
const SCOPE_SPANS = 2;
const SPANS = 2;

/** How many spans stand in an ExportTraceServiceRequest: resource_spans, in them scope_spans, in them spans. */
export function countSpans(bytes) {
  let count = 0;
  for (const resource of messagesIn(bytes, RESOURCE_SPANS))
    for (const scope of messagesIn(resource, SCOPE_SPANS))
      for (const _span of messagesIn(scope, SPANS)) count += 1;
  return count;
}

/** The messages of this number in a message. */
function* messagesIn(bytes, number) {
  for (let at = 0; at < bytes.length;) {
    const tag = varint(bytes, at);
    const length = varint(bytes, tag.next);
    const wireType = tag.value & 7;
    if (wireType === 2) {
      const end = length.next + length.value;
      if (tag.value >> 3 === number) yield bytes.subarray(length.next, end);
      at = end;
    } else at = wireType === 0 ? length.next : tag.next + (wireType === 1 ? 8 : 4);
  }
}

function varint(bytes, from) {
  let value = 0;
  let at = from;
  for (let scale = 1; ; scale *= 128, at += 1) {
    value += (bytes[at] & 127) * scale;
    if (bytes[at] < 128) return { value, next: at + 1 };
  }
}

// The official processor does not say how many spans it was given and how many it dropped: this counts them, for two
// additions a span.
const { createRequire } = require('node:module');

const load = createRequire(createRequire(__filename).resolve('@opentelemetry/sdk-node'));
const base = Object.getPrototypeOf(load('@opentelemetry/sdk-trace').BatchSpanProcessor).prototype;
const spans = { created: 0, dropped: 0 };
const addToBuffer = base._addToBuffer;

base._addToBuffer = function counted(span) {
  spans.created += 1;
  if (this._finishedSpans.length >= this._maxQueueSize) spans.dropped += 1;
  return addToBuffer.call(this, span);
};
globalThis.officialSpans = spans;

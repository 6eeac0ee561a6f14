import { describe, expect, it } from '@jest/globals';
import { SPAN_KIND } from '../otlp/otlp.types.js';
import { aSpan } from '../store/stored-span.fixture.js';
import { DependencyGraph } from './dependency-graph.js';

const id = (n: number): string => n.toString(16).padStart(16, '0');
const { client, server, producer, consumer, internal } = SPAN_KIND;

describe('DependencyGraph', () => {
  it('counts calls and messages between services, with their errors', () => {
    const graph = new DependencyGraph();
    const call = [
      aSpan({ spanId: id(1), service: 'a', kind: client }),
      aSpan({ spanId: id(2), parentSpanId: id(1), service: 'b', kind: server, status: { code: 2 } }),
      aSpan({ spanId: id(3), parentSpanId: id(2), service: 'b', kind: producer }),
      aSpan({ spanId: id(4), parentSpanId: id(3), service: 'c', kind: consumer }),
    ];
    graph.addTrace(call);
    graph.addTrace(call);
    expect(graph.dependencies()).toEqual([
      { parent: 'a', child: 'b', callCount: 2, errorCount: 2 },
      { parent: 'b', child: 'c', callCount: 2, errorCount: 0 },
    ]);
  });
  it('draws no edge for children of a derived span, inside one service, or without a parent', () => {
    const graph = new DependencyGraph();
    graph.addTrace([
      aSpan({ spanId: id(1), service: 'orchestrator', kind: internal }),
      aSpan({ spanId: id(2), parentSpanId: id(1), service: 'agent', kind: consumer }),
      aSpan({ spanId: id(3), parentSpanId: id(1), service: 'gateway', kind: server }),
      aSpan({ spanId: id(4), service: 'a', kind: client }),
      aSpan({ spanId: id(5), parentSpanId: id(4), service: 'a', kind: server }),
      aSpan({ spanId: id(6), parentSpanId: id(9), service: 'b', kind: server }),
    ]);
    expect(graph.dependencies()).toEqual([]);
  });
});

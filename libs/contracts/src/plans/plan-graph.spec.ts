import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  duplicateIds,
  findCycle,
  type PlanNode,
  topologicalOrder,
  unknownDependencies,
} from './plan-graph.js';

const node = (id: string, ...dependsOn: string[]): PlanNode => ({ id, dependsOn });
const ids = (nodes: readonly PlanNode[]): string[] => nodes.map(({ id }) => id);

/** Nodes that depend only on earlier ones, in shuffled order: acyclic by construction. */
const acyclic = fc
  .integer({ min: 0, max: 12 })
  .chain((size) =>
    fc.tuple(
      ...Array.from({ length: size }, (_, at) =>
        fc.subarray(Array.from({ length: at }, (_, i) => `t${String(i)}`)),
      ),
    ),
  )
  .map((dependencies) => dependencies.map((dependsOn, at) => node(`t${String(at)}`, ...dependsOn)))
  .chain((nodes) => fc.shuffledSubarray(nodes, { minLength: nodes.length }));

/** Any graph over known ids. */
const anyGraph = fc.integer({ min: 1, max: 8 }).chain((size) => {
  const names = Array.from({ length: size }, (_, at) => `t${String(at)}`);
  return fc.tuple(...names.map((name) => fc.subarray(names).map((dependsOn) => node(name, ...dependsOn))));
});

describe('topologicalOrder', () => {
  it('keeps the given order where dependencies allow it', () => {
    expect(ids(topologicalOrder([node('a', 'c'), node('b'), node('c'), node('d')]))).toEqual([
      'b',
      'c',
      'a',
      'd',
    ]);
  });

  it('holds all nodes of an acyclic graph once, each after its dependencies', () => {
    fc.assert(
      fc.property(acyclic, (nodes) => {
        const order = ids(topologicalOrder(nodes));
        expect(order.toSorted()).toEqual(ids(nodes).toSorted());
        for (const { id, dependsOn } of nodes) {
          for (const dependency of dependsOn)
            expect(order.indexOf(dependency)).toBeLessThan(order.indexOf(id));
        }
      }),
    );
  });
});

describe('findCycle', () => {
  it.each([
    [[node('a', 'a')], ['a', 'a']],
    [
      [node('a', 'b'), node('b', 'a')],
      ['a', 'b', 'a'],
    ],
    [
      [node('x', 'a'), node('a', 'b'), node('b', 'c'), node('c', 'a')],
      ['a', 'b', 'c', 'a'],
    ],
    [[node('a'), node('b', 'a')], undefined],
    [[], undefined],
  ])('%#', (nodes, cycle) => {
    expect(findCycle(nodes)).toEqual(cycle);
  });

  it('finds none exactly where every node can be ordered', () => {
    fc.assert(
      fc.property(anyGraph, (nodes) => {
        expect(findCycle(nodes) === undefined).toBe(topologicalOrder(nodes).length === nodes.length);
      }),
    );
  });

  it('names a real path: each node depends on the next, and the last is the first', () => {
    fc.assert(
      fc.property(anyGraph, (nodes) => {
        const cycle = findCycle(nodes) ?? [];
        expect(cycle.at(0)).toBe(cycle.at(-1));
        for (const [at, id] of cycle.slice(0, -1).entries()) {
          expect(nodes.find((known) => known.id === id)?.dependsOn).toContain(cycle[at + 1]);
        }
      }),
    );
  });
});

describe('what a graph must not have', () => {
  it('names each id that is there twice once', () => {
    expect(duplicateIds([node('a'), node('b'), node('a'), node('a')])).toEqual(['a']);
  });

  it('names dependencies on tasks that are not there', () => {
    expect(unknownDependencies([node('a', 'b', 'c'), node('b')])).toEqual([{ id: 'a', dependency: 'c' }]);
  });
});

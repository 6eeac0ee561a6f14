/** A node of a plan, as far as its order is concerned. */
export interface PlanNode {
  readonly id: string;
  readonly dependsOn: readonly string[];
}

/** Ids that more than one node has, each once. */
export function duplicateIds(nodes: readonly PlanNode[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { id } of nodes) (seen.has(id) ? twice : seen).add(id);
  return [...twice];
}

export interface UnknownDependency {
  readonly id: string;
  readonly dependency: string;
}

export function unknownDependencies(nodes: readonly PlanNode[]): UnknownDependency[] {
  const known = new Set(nodes.map(({ id }) => id));
  return nodes.flatMap(({ id, dependsOn }) =>
    dependsOn.filter((dependency) => !known.has(dependency)).map((dependency) => ({ id, dependency })),
  );
}

/**
 * The nodes so that each comes after all it depends on; otherwise in their given order.
 * Nodes of a cycle, and those behind one, are left out. Ids are unique and dependencies known.
 */
export function topologicalOrder<Node extends PlanNode>(nodes: readonly Node[]): Node[] {
  const ordered: Node[] = [];
  const placed = new Set<string>();
  let waiting = [...nodes];
  for (;;) {
    const next = waiting.find(({ dependsOn }) => dependsOn.every((id) => placed.has(id)));
    if (next === undefined) return ordered;
    ordered.push(next);
    placed.add(next.id);
    waiting = waiting.filter((node) => node !== next);
  }
}

/** A cycle as the path that leads back to its start (`a`, `b`, `a`), or undefined when there is none. */
export function findCycle(nodes: readonly PlanNode[]): string[] | undefined {
  const ordered = new Set(topologicalOrder(nodes).map(({ id }) => id));
  const stuck = new Map(nodes.filter(({ id }) => !ordered.has(id)).map((node) => [node.id, node]));
  // Each stuck node depends on another stuck one, so walking from any of them comes to a node twice.
  const path: string[] = [];
  let at = stuck.keys().next().value;
  while (at !== undefined && !path.includes(at)) {
    path.push(at);
    at = stuck.get(at)?.dependsOn.find((id) => stuck.has(id));
  }
  return at === undefined ? undefined : [...path.slice(path.indexOf(at)), at];
}

import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';

type Columns = Readonly<Record<string, unknown>>;

/**
 * What rows were when they were read or written last: only what has changed since is written, and nothing is read
 * before. That holds where a lock keeps everybody else from writing them meanwhile.
 */
export class StoredRows {
  private readonly stored = new WeakMap<object, ReadonlyMap<string, string>>();

  remember(manager: EntityManager, type: EntityTarget<ObjectLiteral>, entities: readonly object[]): void {
    for (const entity of entities) this.stored.set(entity, textsOf(columnsOf(manager, type, entity)));
  }

  /** Inserts those that are new, all in one statement, and updates the changed columns of the others. */
  async write(
    manager: EntityManager,
    type: EntityTarget<ObjectLiteral>,
    entities: readonly object[],
  ): Promise<void> {
    const added = entities.filter((entity) => !this.stored.has(entity));
    if (added.length > 0)
      await manager.insert(
        type,
        added.map((entity) => columnsOf(manager, type, entity)),
      );
    for (const entity of entities) {
      const changes = this.changesOf(manager, type, entity);
      if (changes !== undefined) await manager.update(type, keyOf(manager, type, entity), changes);
    }
    this.remember(manager, type, entities);
  }

  private changesOf(
    manager: EntityManager,
    type: EntityTarget<ObjectLiteral>,
    entity: object,
  ): Columns | undefined {
    const before = this.stored.get(entity);
    if (before === undefined) return undefined;
    const columns = columnsOf(manager, type, entity);
    const now = textsOf(columns);
    const changed = Object.entries(columns).filter(([name]) => before.get(name) !== now.get(name));
    return changed.length === 0 ? undefined : Object.fromEntries(changed);
  }
}

function columnsOf(manager: EntityManager, type: EntityTarget<ObjectLiteral>, entity: object): Columns {
  const { columns } = manager.dataSource.getMetadata(type);
  return Object.fromEntries(
    columns.map((column): [string, unknown] => [column.propertyName, column.getEntityValue(entity)]),
  );
}

function keyOf(manager: EntityManager, type: EntityTarget<ObjectLiteral>, entity: object): Columns {
  const { primaryColumns } = manager.dataSource.getMetadata(type);
  return Object.fromEntries(
    primaryColumns.map((column): [string, unknown] => [column.propertyName, column.getEntityValue(entity)]),
  );
}

/** Rules change objects in columns of JSON in place: what they were is known by their text. */
const textsOf = (columns: Columns): Map<string, string> =>
  new Map(Object.entries(columns).map(([name, value]) => [name, JSON.stringify(value) ?? '']));

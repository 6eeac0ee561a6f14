import type { EntityManager, EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';

type Column = EntityMetadata['columns'][number];
type Columns = Readonly<Record<string, unknown>>;

/**
 * What rows were when they were read or written last: only what has changed since is written, and nothing is read
 * before. That holds where a lock keeps everybody else from writing them meanwhile.
 */
export class StoredRows {
  /** What each column held, in the order of the columns. */
  private readonly stored = new WeakMap<object, readonly unknown[]>();

  remember(manager: EntityManager, type: EntityTarget<ObjectLiteral>, entities: readonly object[]): void {
    const { columns } = manager.dataSource.getMetadata(type);
    for (const entity of entities)
      this.stored.set(
        entity,
        columns.map((column) => held(column.getEntityValue(entity))),
      );
  }

  /** Inserts those that are new, all in one statement, and updates the changed columns of the others. */
  async write(
    manager: EntityManager,
    type: EntityTarget<ObjectLiteral>,
    entities: readonly object[],
  ): Promise<void> {
    const { columns, primaryColumns } = manager.dataSource.getMetadata(type);
    const added = entities.filter((entity) => !this.stored.has(entity));
    const changed = entities.flatMap((entity) => {
      const changes = this.changedColumns(columns, entity);
      return changes.length === 0 ? [] : [{ entity, changes }];
    });
    if (added.length > 0)
      await manager.insert(
        type,
        added.map((entity) => valuesOf(columns, entity)),
      );
    for (const { entity, changes } of changed)
      await manager.update(type, valuesOf(primaryColumns, entity), valuesOf(changes, entity));
    this.remember(manager, type, [...added, ...changed.map(({ entity }) => entity)]);
  }

  /** None of an entity that is not stored yet. */
  private changedColumns(columns: readonly Column[], entity: object): Column[] {
    const before = this.stored.get(entity);
    if (before === undefined) return [];
    return columns.filter((column, at) => before[at] !== held(column.getEntityValue(entity)));
  }
}

const valuesOf = (columns: readonly Column[], entity: object): Columns =>
  Object.fromEntries(
    columns.map((column): [string, unknown] => [column.propertyName, column.getEntityValue(entity)]),
  );

/**
 * A value by which a later one is known to be the same. Rules change objects in columns of JSON in place: what they
 * were is known by their text. All of a run's rows are compared with each message, so that nothing else becomes one.
 */
function held(value: unknown): unknown {
  if (value instanceof Date) return value.getTime();
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

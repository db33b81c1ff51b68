/** Faults of a task's place in the graph. */
export type DependencyErrorKind =
  | 'duplicate'
  | 'unknownTask'
  | 'unknownDependency'
  | 'selfDependency'
  | 'cycle'
  | 'notADependency'
  | 'unmet'
  | 'inUse';

/** A task cannot be added, removed or run because of what it depends on, or what depends on it. */
export class DependencyError extends Error {
  override readonly name = 'DependencyError';
  readonly kind: DependencyErrorKind;
  /** The tasks concerned; for a cycle, in its order, the first one again at the end. */
  readonly taskIds: readonly string[];

  constructor(kind: DependencyErrorKind, message: string, taskIds: readonly string[]) {
    super(message);
    this.kind = kind;
    this.taskIds = taskIds;
  }
}

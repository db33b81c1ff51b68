/** A line of the report. A line without a goal is there to be looked at. */
export interface Measure {
  name: string;
  ours: string;
  reference?: string;
  /** The comparison of ours with the reference: a difference or a ratio. */
  comparison?: string;
  goal?: { text: string; isMet: boolean };
}

const columns = ['measure', 'ours', 'reference', 'compared', 'goal', 'met'] as const;

/** Lays the measures out as one table. */
export function toTable(measures: readonly Measure[]): string {
  const rows = measures.map(({ name, ours, reference = '', comparison = '', goal }) => [
    name,
    ours,
    reference,
    comparison,
    goal?.text ?? '',
    goal ? (goal.isMet ? 'yes' : 'NO') : '',
  ]);
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const toLine = (cells: readonly string[]) =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  return [toLine(columns), toLine(widths.map((width) => '-'.repeat(width))), ...rows.map(toLine)].join('\n');
}

/** Says how many goals were met, and names those that were not. */
export function toVerdict(measures: readonly Measure[]): string {
  const withGoal = measures.filter(({ goal }) => goal);
  const missed = withGoal.filter(({ goal }) => !goal?.isMet);
  if (missed.length === 0) return `All ${withGoal.length} goals are met.`;
  const lines = missed.map(({ name, goal }) => `  ${name}: the goal is ${goal?.text}`);
  return [`${missed.length} of ${withGoal.length} goals are MISSED:`, ...lines].join('\n');
}

/** Milliseconds, to a tenth. */
export function toMilliseconds(value: number): string {
  return `${value.toFixed(1)} ms`;
}

/** A difference, with its sign. */
export function toDifference(value: number): string {
  return `${value < 0 ? '' : '+'}${toMilliseconds(value)}`;
}

/** Thousands of bytes, to a tenth. */
export function toKilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} KB`;
}

import { largestAmount } from '#common/vocabulary.ts';

/** Returns `value` if it is a number from 0 to {@link largestAmount}: a server may send anything. */
export function toAmount(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= largestAmount ? value : undefined;
}

/** Returns `value` as a whole number if it is an amount. */
export function toCount(value: unknown): number | undefined {
  const amount = toAmount(value);
  return amount === undefined ? undefined : Math.round(amount);
}

/** Condition that a column holds an amount. */
export const sqlIsAmount = (column: string): string => `${column} BETWEEN 0 AND ${largestAmount}`;

/** Amount of a column, or 0 where it holds none. */
export const sqlAmount = (column: string): string => `iif(${sqlIsAmount(column)}, ${column}, 0)`;

/** Statements that empty the columns of a table which hold something else than an amount. */
export const sqlMend = (table: string, columns: readonly string[]): string =>
  columns.map((column) => `UPDATE ${table} SET ${column} = NULL WHERE NOT (${sqlIsAmount(column)});`).join('\n');

/** More tokens, dollars, seconds or milliseconds than any run takes. */
const maxAmount = 1e12;

/** A number from 0 to 1e12, or nothing: what a server says may be anything. */
export function toAmount(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= maxAmount ? value : undefined;
}

/** A whole number from 0 to 1e12, or nothing. */
export function toCount(value: unknown): number | undefined {
  const amount = toAmount(value);
  return amount === undefined ? undefined : Math.round(amount);
}

/** Whether a column holds an amount. */
export const sqlIsAmount = (column: string): string => `${column} BETWEEN 0 AND ${maxAmount}`;

/** What a column holds, as far as that is an amount, else 0. */
export const sqlAmount = (column: string): string => `iif(${sqlIsAmount(column)}, ${column}, 0)`;

/** Empties the columns of a table that hold something else than an amount. */
export const sqlMend = (table: string, columns: readonly string[]): string =>
  columns.map((column) => `UPDATE ${table} SET ${column} = NULL WHERE NOT (${sqlIsAmount(column)});`).join('\n');

/** The value in the middle; the mean of the two in the middle where there are two. */
export function median(values: readonly number[]): number {
  return (percentile(values, 0.5, Math.floor) + percentile(values, 0.5, Math.ceil)) / 2;
}

/** The smallest value that at least nine tenths of the values do not exceed. */
export function ninetiethPercentile(values: readonly number[]): number {
  return percentile(values, 0.9, Math.ceil);
}

function percentile(values: readonly number[], share: number, round: (position: number) => number): number {
  const sorted = values.toSorted((first, second) => first - second);
  const value = sorted[round(share * (sorted.length - 1))];
  if (value === undefined) throw new Error('There are no values.');
  return value;
}

/**
 * Divides a budget among several texts, in the order of their lengths: short ones are whole, and what they leave is
 * shared equally by the others.
 */
export function shareBudget(lengths: readonly number[], budget: number): number[] {
  const shares = Array.from<number>({ length: lengths.length }).fill(0);
  const order = lengths.map((_, index) => index).sort((left, right) => (lengths[left] ?? 0) - (lengths[right] ?? 0));
  let left = Math.max(0, Math.floor(budget));
  order.forEach((index, position) => {
    const share = Math.min(lengths[index] ?? 0, Math.floor(left / (order.length - position)));
    shares[index] = share;
    left -= share;
  });
  return shares;
}

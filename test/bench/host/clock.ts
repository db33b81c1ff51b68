/**
 * Makes a clock that tells milliseconds since 1970 with fractions. It is set by the tick of the system's clock, so that
 * the clocks of two processes of one machine agree to well under a millisecond, which their `performance.timeOrigin`
 * need not. Stands on its own: it also runs inside the panel's page.
 */
export function createEpochClock(): () => number {
  const start = Date.now();
  let tick = start;
  while (tick === start) tick = Date.now();
  const offset = tick - performance.now();
  return () => offset + performance.now();
}

/** Cuts off a last half of a surrogate pair: alone, it would be stored or sent as another character. */
export function withoutTrailingHalf(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}

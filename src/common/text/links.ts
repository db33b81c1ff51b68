/**
 * Schemes of addresses that VS Code opens only after asking. Of every other scheme, such as `mailto:`, it opens what a
 * model wrote at once.
 */
const openableSchemes = new Set(['http:', 'https:']);

/**
 * Returns the address to open for a link in an answer, or `undefined` if it must not be opened: any scheme but http and
 * https, a relative address, credentials in front of the host, or characters that hide what the address is.
 */
export function toOpenableHref(href: string): string | undefined {
  // `URL` drops control characters and takes backslashes for slashes: what is shown would not be what is opened.
  if (/[\s\\\p{Cc}\p{Bidi_Control}]/u.test(href) || href.length > 8_192) return undefined;
  if (!URL.canParse(href)) return undefined;
  const url = new URL(href);
  if (!openableSchemes.has(url.protocol) || url.username !== '' || url.password !== '') return undefined;
  return url.href;
}

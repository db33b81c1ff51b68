const placeholder = '[key removed]';

/** Shapes of keys that providers hand out, for text that may hold a key we do not know. */
const keyShapes = [/\bsk-[A-Za-z0-9_-]{16,}/g, /\bAIza[A-Za-z0-9_-]{30,}/g, /\bBearer\s+[A-Za-z0-9._~+/-]{16,}=*/gi];

/** What is shorter is no secret, but stands in half the words of a message. */
const shortestSecret = 4;

/** `text` without the `secrets` (plain, URL-encoded or Base64) and without anything shaped like a key. */
export function redact(text: string, secrets: readonly (string | undefined)[] = []): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret === undefined || secret.length < shortestSecret) continue;
    for (const form of [secret, encodeURIComponent(secret.toWellFormed()), Buffer.from(secret).toString('base64')]) {
      clean = clean.replaceAll(form, placeholder);
    }
  }
  for (const shape of keyShapes) clean = clean.replace(shape, placeholder);
  return clean;
}

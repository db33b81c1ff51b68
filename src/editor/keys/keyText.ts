import * as l10n from '@vscode/l10n';

/** A key read from a typed text, or a problem. The problem never repeats the text. */
export type KeyText = { key: string } | { problem: string };

/** Issuers of keys with a known shape, and their hosts. */
const issuers: readonly { shape: RegExp; name: string; hosts: readonly string[] }[] = [
  { shape: /^sk-ant-/, name: 'Anthropic', hosts: ['api.anthropic.com'] },
  { shape: /^sk-(?:proj|svcacct|admin|None)-/, name: 'OpenAI', hosts: ['api.openai.com'] },
  { shape: /^(?:AIza|AQ\.|ya29\.)/, name: 'Google', hosts: ['generativelanguage.googleapis.com'] },
  { shape: /^sk-or-/, name: 'OpenRouter', hosts: ['openrouter.ai'] },
  { shape: /^gsk_/, name: 'Groq', hosts: ['api.groq.com'] },
  { shape: /^xai-/, name: 'xAI', hosts: ['api.x.ai'] },
  { shape: /^pplx-/, name: 'Perplexity', hosts: ['api.perplexity.ai'] },
  { shape: /^nvapi-/, name: 'NVIDIA', hosts: ['integrate.api.nvidia.com'] },
  { shape: /^csk-/, name: 'Cerebras', hosts: ['api.cerebras.ai'] },
  { shape: /^hf_/, name: 'Hugging Face', hosts: ['router.huggingface.co', 'api-inference.huggingface.co'] },
  { shape: /^r8_/, name: 'Replicate', hosts: ['api.replicate.com'] },
  {
    shape: /^(?:gh[opsur]_|github_pat_)/,
    name: 'GitHub',
    hosts: ['models.github.ai', 'models.inference.ai.azure.com'],
  },
  { shape: /^glpat-/, name: 'GitLab', hosts: [] },
  { shape: /^(?:AKIA|ASIA)[A-Z0-9]{16}$/, name: 'Amazon', hosts: [] },
  { shape: /^[sp]k_(?:live|test)_/, name: 'Stripe', hosts: [] },
  { shape: /^xox[a-z]-/, name: 'Slack', hosts: [] },
];

/** Names of a variable, a setting or a header that holds a key. */
const keyName = /(?:key|token|secret|authorization|bearer|pat)$/i;

/** Pairs of signs around a key. */
const pairs: ReadonlyMap<string, string> = new Map(
  ['""', "''", '``', '**', '<>', '“”', '„“', '‘’', '«»', '()', '[]'].map(([open = '', close = '']) => [open, close]),
);

/**
 * Reads a key as people paste it: in quotes, after its variable's name or `Bearer`, inside JSON, with invisible characters.
 * A text that is ambiguous is refused, and so is a key of another issuer than that of `origin`, which it is for.
 */
export function readKeyText(text: string, origin?: string): KeyText {
  const key = unwrap(
    text
      .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
      .normalize('NFKC')
      // A shell's sign for a continued line.
      .replace(/\s\\\s*$/, '')
      .trim(),
  );
  const problem =
    key === undefined ? l10n.t('There is more than one text in it. Paste the key alone.') : findProblem(key, origin);
  return problem ? { problem } : { key: key ?? '' };
}

/** Removes quotes, names and JSON around a text, however nested; `undefined` where they hold several texts. */
function unwrap(text: string): string | undefined {
  const inner = openJson(text) ?? openPair(text) ?? cutName(text) ?? cutEnd(text);
  if (inner === undefined) return text;
  return Array.isArray(inner)
    ? inner.length === 1
      ? unwrap(inner[0]?.trim() ?? '')
      : undefined
    : unwrap(inner.trim());
}

/** Reads the texts of a JSON object or list; of an object with names of keys, only those. */
function openJson(text: string): string[] | undefined {
  if (!/^[{[]/.test(text)) return undefined;
  const all: string[] = [];
  const named: string[] = [];
  try {
    JSON.parse(text, (name, value: unknown) => {
      if (typeof value !== 'string') return;
      all.push(value);
      if (keyName.test(name)) named.push(value);
    });
  } catch {
    // It only looks like JSON.
    return undefined;
  }
  return named.length > 0 ? named : all;
}

function openPair(text: string): string | undefined {
  const isPair = text.length > 2 && pairs.get(text.charAt(0)) === text.at(-1);
  const inner = text.slice(1, -1);
  // In `"apiKey": "…"` the first and the last belong to two texts.
  const areTwo = /^["']/.test(text) && inner.includes(text.charAt(0));
  return isPair && !areTwo ? inner : undefined;
}

/** Removes `export NAME=`, `$env:NAME = `, `NAME: `, `-H "x-api-key: `, `-e NAME=`, `API key: ` and `Bearer `. */
function cutName(text: string): string | undefined {
  const scheme =
    /^(?:bearer|token|basic)\s+(?=\S)/i.exec(text) ??
    /^(?:-H|--header|-e|--env|-g?x|-|curl|export|set|setx|setenv|ENV|ARG|let|const|var|declare)\s+/.exec(text) ??
    /^(?:(?:my|the|api|secret|access)\s+)+(?=(?:key|token)\s*[:=])/i.exec(text) ??
    /^[?&](?=\w+=)/.exec(text);
  if (scheme) return text.slice(scheme[0].length);
  const named = /^["']?(?:\$env:)?([\w.-]+)["']?\s*(?::?=\s*(?!=*$)|:\s*|\s)/.exec(text);
  const [before = '', name = ''] = named ?? [];
  const isName = keyName.test(name) || /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(name);
  return isName ? text.slice(before.length) : undefined;
}

/** Removes the end of a statement or a sentence, and a comment. */
function cutEnd(text: string): string | undefined {
  const rest = /^(\S+)\s+(?:#|\/\/).*$/.exec(text)?.[1];
  if (rest !== undefined) return rest;
  return /["'`”“’»][,;]$/.test(text) || /^[\w-]{16,}[,;.]$/.test(text) ? text.slice(0, -1) : undefined;
}

/** A variable, an expression, an address or a file: a place of a key, and none itself. */
const namesKey =
  /^\$|^%.*%$|^\{\{|^process\.env|^import\.meta|^os\.(?:environ|getenv)|^[a-z][a-z0-9+.-]*:\/\/|^~\/|^\/(?:run|etc|home|users|var|mnt|root|tmp|opt)\/|^[a-z]:\\/i;

function findProblem(key: string, origin: string | undefined): string | undefined {
  if (key === '') return l10n.t('The key is empty.');
  // Keys travel in a header: one line of visible ASCII.
  if (/\.{3}|…|•|\*{3}|^\*|\*$|x{6}|^<|>$|^your[-_ ]|[-_]here$|^change[-_]?me$|^(?:null|undefined)$/i.test(key))
    return l10n.t('This is no whole key: parts of it are left out or stand for something. Copy the key itself.');
  if (!/^[\x21-\x7e]+$/.test(key))
    return l10n.t('The key holds a space or a character that no key has. Copy it again.');
  if (namesKey.test(key)) return l10n.t('This is a name or an address in place of a key. Copy the key itself.');
  if (/^["'`]|["'`]$/.test(key))
    return l10n.t('There is a quotation mark at one end of the key only. Was it pasted whole?');
  const issuer = issuers.find(({ shape }) => shape.test(key));
  const owner = issuers.find(
    ({ hosts }) => origin !== undefined && URL.canParse(origin) && hosts.includes(new URL(origin).hostname),
  );
  if (issuer && owner && issuer !== owner)
    return l10n.t('This looks like a key of {0}, not of {1}. It was not sent.', issuer.name, owner.name);
  return undefined;
}

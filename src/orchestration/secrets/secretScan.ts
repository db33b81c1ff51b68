import { cutText } from '#common/text/cutText.ts';

/** Something in a text that looks like a secret. */
export interface SecretFinding {
  /** Kind of secret, for a person: `GitHub Token`. Never the secret itself. */
  kind: string;
  /** Counted from 1. */
  line: number;
}

/** Characters scanned at most; a longer text, which was hardly selected by hand, is scanned in part. */
const maxScanned = 2_000_000;

/**
 * The secrets in a text by secretlint's recommended rules: keys of clouds, code hosts, chat, payment and LLM services,
 * private keys, passwords in URLs. Finds what has a known shape, no more.
 */
export async function findSecrets(text: string): Promise<SecretFinding[]> {
  // Loaded when something is first about to be sent.
  const [{ lintSource }, { creator }, { secretLintProfiler }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
    import('@secretlint/profiler'),
  ]);
  // On by default, it would keep about a hundred performance entries of each scan until the process ends.
  secretLintProfiler.setEnabled(false);
  const rules = [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator, options: {} }];
  // A comment in the scanned text could turn the rules off: it is whoever wrote the text that must not be believed.
  const content = text.slice(0, maxScanned).replaceAll(/secretlint-(?=disable|enable)/gi, 'secretlint_');
  const result = await lintSource({
    // The rules ask for a file; this one's name says nothing.
    source: { content, filePath: 'task.txt', contentType: 'text', ext: '.txt' },
    options: { config: { rules }, noPhysicFilePath: true },
  });
  const findings = result.messages.map(({ message, loc }) => ({ kind: toKind(message), line: loc.start.line }));
  return [...new Map(findings.map((finding) => [`${finding.kind} ${finding.line}`, finding])).values()];
}

/** The rules say `found GitHub Token(…): ghp_…`: the part before the secret. */
function toKind(message: string): string {
  const [kind = ''] = message.replace(/^found\s+/i, '').split(/[:(]/, 1);
  return cutText(kind.trim(), 60) || 'secret';
}

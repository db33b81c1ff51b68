import * as l10n from '@vscode/l10n';
import { toFenced } from '#common/text/fences.ts';
import { toOneLine } from '#common/text/oneLine.ts';
import type { SendRequest } from '#orchestration/index.ts';

/** Lines that the question above the document hides in a narrow window. */
const hiddenLines = ['', '', '', ''];

/**
 * Everything that one request would send, as a document to read. Nothing in it is left out or shortened, but for the key
 * and what an SDK says of itself in headers.
 */
export function toPreview({ agent, headers, messages, describe }: SendRequest): string {
  const words = previewWords();
  const { url, parameters } = describe();
  const lines = [
    `# ${words.title}`,
    ...hiddenLines,
    toOneLine(`${words.agent} ${agent.label ?? agent.id} · ${agent.model}`),
    '',
    `## ${words.to}`,
    '',
    url,
    '',
  ];
  const listed = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  if (listed.length > 0) lines.push(`## ${words.headers}`, '', toFenced(listed.join('\n')), '');
  for (const { role, content } of messages) lines.push(`## ${words[role]}`, '', toFenced(content), '');
  if (Object.keys(parameters).length > 0) {
    lines.push(`## ${words.parameters}`, '', toFenced(JSON.stringify(parameters, undefined, 2)), '');
  }
  return lines.join('\n');
}

function previewWords() {
  return {
    title: l10n.t('What is sent'),
    to: l10n.t('Sent to'),
    agent: l10n.t('Agent'),
    headers: l10n.t('Headers of the settings'),
    parameters: l10n.t('Parameters'),
    system: l10n.t('System prompt'),
    user: l10n.t('Task'),
    assistant: l10n.t('Earlier answer'),
  };
}

/** Explains why a file is not sent. */
export function describeNeverSent(file: string): string {
  return l10n.t('{0} is never sent to a model: a pattern of the setting switchyard.neverSend names it.', file);
}

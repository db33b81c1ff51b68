import { fenceAround } from '#common/text/backticks.ts';
import { toOneLine } from '#common/text/oneLine.ts';
import type { SendRequest } from '#orchestration/index.ts';

/** The words around what is sent. */
export interface PreviewWords {
  title: string;
  to: string;
  agent: string;
  headers: string;
  parameters: string;
  system: string;
  user: string;
  assistant: string;
}

/** What the question hides of the document, where the window is narrow. */
const hiddenLines = ['', '', '', ''];

/**
 * Everything that one request would send, as a document to read. Nothing in it is left out or shortened, but for the key
 * and what an SDK says of itself in headers.
 */
export function toPreview({ agent, headers, messages, describe }: SendRequest, words: PreviewWords): string {
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
  if (listed.length > 0) lines.push(`## ${words.headers}`, '', fence(listed.join('\n')), '');
  for (const { role, content } of messages) lines.push(`## ${words[role]}`, '', fence(content), '');
  if (Object.keys(parameters).length > 0) {
    lines.push(`## ${words.parameters}`, '', fence(JSON.stringify(parameters, undefined, 2)), '');
  }
  return lines.join('\n');
}

/** A fence that what stands in it cannot close. */
function fence(content: string): string {
  const ticks = fenceAround(content);
  return `${ticks}\n${content}\n${ticks}`;
}

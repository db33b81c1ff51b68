import { toInlines } from '#common/markdown/inlines.ts';
import { normalizeName, parseInline } from '#common/markdown/parser.ts';
import { findFolded } from './sectionFolder.ts';
import type { AnswerSource } from './toMarkdown.ts';

type ToMarkdown = (range: Range, source: AnswerSource) => string | undefined;

let toMarkdown: ToMarkdown | undefined;
let isRequested = false;

/**
 * Makes what is copied of answers Markdown that shows the same. What writes it is loaded when something is first
 * selected: a copy cannot wait. Without it, the browser copies the text.
 */
export function interceptCopy(): void {
  document.addEventListener('selectionchange', () => {
    if (!isRequested) load();
  });
  document.addEventListener('copy', (event) => {
    const selection = getSelection();
    if (!selection || selection.isCollapsed || !event.clipboardData) return;
    // A field has a selection of its own.
    if (event.target instanceof Element && event.target.matches('textarea, input')) return;
    const text = toMarkdown?.(selection.getRangeAt(0), answerSource);
    if (text === undefined) return;
    event.clipboardData.setData('text/plain', text);
    event.preventDefault();
  });
}

function load(): void {
  isRequested = true;
  import('./toMarkdown.js').then(
    (part) => {
      ({ toMarkdown } = part);
    },
    () => {
      isRequested = false;
    },
  );
}

/** The page as what is copied from it is read. */
export const answerSource: AnswerSource = {
  parse(text, footnotes) {
    const target = { href: '', title: '' };
    const references = Object.fromEntries(footnotes.map((label) => [normalizeName(`^${label}`), target]));
    return toInlines(parseInline(text, { references }));
  },
  findFolded,
};

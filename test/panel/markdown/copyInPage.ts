import { answerSource } from '#media/markdown/copyMarkdown.ts';
import { MarkdownStream } from '#media/markdown/markdownStream.ts';
import { StreamedText } from '#media/markdown/streamedText.ts';
import { toMarkdown } from '#media/markdown/toMarkdown.ts';

/** Attributes that say nothing of what is shown, or how it was written. */
const decorations = ['dir', 'tabindex', 'role', 'title', 'aria-label', 'data-block', 'data-tex'];

/** Shows an answer, in the sections that a long one has or in one. */
function show(markdown: string, hasSections = false): HTMLElement {
  const root = document.createElement('div');
  root.className = 'markdown';
  document.body.replaceChildren(root);
  if (!hasSections) {
    const content = document.createElement('div');
    const section = document.createElement('div');
    section.append(content);
    root.append(section);
    const stream = new MarkdownStream(content);
    stream.write(markdown);
    stream.end();
    return root;
  }
  const text = new StreamedText(root, markdown);
  text.end();
  while (text.render(Number.POSITIVE_INFINITY));
  return root;
}

function toHtml(root: Element): string {
  const shown = root.cloneNode(true);
  if (!(shown instanceof Element)) return '';
  for (const decoration of shown.querySelectorAll('svg, button, .code-actions')) decoration.remove();
  for (const each of shown.querySelectorAll('h3, h4, h5, h6'))
    for (const end of each.querySelectorAll('br')) end.removeAttribute('data-hard');
  for (const each of shown.querySelectorAll('*')) for (const name of decorations) each.removeAttribute(name);
  shown.normalize();
  return shown.innerHTML;
}

function copy(range: Range): string {
  return toMarkdown(range, answerSource) ?? '';
}

function selectAll(root: Node): Range {
  const range = document.createRange();
  range.selectNodeContents(root);
  return range;
}

window.copyAll = (markdown) => {
  const root = show(markdown);
  const shown = toHtml(root);
  const copied = copy(selectAll(root));
  return { copied, shown, again: toHtml(show(copied)) };
};

window.copyFrom = (markdown, from, to) => {
  const root = show(markdown);
  const range = document.createRange();
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let hasStart = false;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent ?? '';
    const start = hasStart ? 0 : text.indexOf(from);
    if (start === -1) continue;
    if (!hasStart) range.setStart(node, start);
    hasStart = true;
    const end = text.indexOf(to, start);
    if (end === -1) continue;
    range.setEnd(node, end + to.length);
    return copy(range);
  }
  throw new Error(`no text from ${from} to ${to}`);
};

window.timeCopy = (markdown) => {
  const range = selectAll(show(markdown, true));
  // The page is laid out when something of it is selected.
  document.body.getBoundingClientRect();
  const start = performance.now();
  copy(range);
  return performance.now() - start;
};
window.copyShown = () => copy(selectAll(document.body));
window.copySections = (markdown) => copy(selectAll(show(markdown, true)));

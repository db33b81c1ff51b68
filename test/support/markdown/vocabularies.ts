/** The meaning of an element, whichever vocabulary it is of. */
export type Meaning =
  | { kind: 'nothing' | 'wrapper' | 'line break' }
  | { kind: 'code' | 'span' | 'task' | 'leaf block' | 'container'; name: string }
  | { kind: 'code block'; name: string; text: string }
  | { kind: 'link'; address: string; name: string };

/** Reads the nodes of a vocabulary. */
export interface Reader {
  toMeaning(element: Element): Meaning;
  /** Returns the text, with `\n` for each soft line break. */
  toText(node: Text): string;
}

const spans = new Map([
  ['em', 'em'],
  ['strong', 'strong'],
  ['del', 'del'],
  ['s', 'del'],
  ['sup', 'sup'],
]);

const containers = new Set(['blockquote', 'ul', 'ol', 'li', 'table', 'thead', 'tbody', 'tr']);

/** Reads the HTML of a specification. */
export const specReader: Reader = {
  toMeaning: readSpecElement,
  // A line end behind a hard line break is none of its own.
  toText: ({ data, previousSibling }) => (previousSibling instanceof HTMLBRElement ? data.replace(/^\n/, '') : data),
};

/** Reads what the renderer of answers makes. Line breaks are elements: a line end in its text is a fault. */
export const answerReader: Reader = {
  toMeaning: readAnswerElement,
  toText: ({ data }) => data.replaceAll('\n', '␤'),
};

function readSpecElement(element: Element): Meaning {
  const name = element.localName;
  if (/^h[1-6]$/.test(name)) return { kind: 'leaf block', name };
  if (name === 'pre') {
    const language = /^language-(.*)$/.exec(element.firstElementChild?.className ?? '')?.[1];
    // The last line end belongs to the HTML: an answer's code does not have it.
    return { kind: 'code block', name: codeName(language), text: element.textContent.replace(/\n$/, '') };
  }
  if (name === 'a') return { kind: 'link', name, address: element.getAttribute('href') ?? '' };
  if (name === 'input') return toTask(element.hasAttribute('checked'));
  if (name === 'th' || name === 'td') {
    return { kind: 'leaf block', name: cellName(name, element.getAttribute('align') ?? undefined) };
  }
  return readCommonElement(element);
}

function readAnswerElement(element: Element): Meaning {
  const name = element.localName;
  const classes = element.classList;
  if (name === 'svg' || name === 'button' || classes.contains('code-actions')) return { kind: 'nothing' };
  if (classes.contains('section') || classes.contains('content') || (name === 'div' && classes.contains('table'))) {
    return { kind: 'wrapper' };
  }
  if (/^h[3-6]$/.test(name)) {
    const level = Number(/(?:^| )heading-([1-6])(?: |$)/.exec(element.className)?.[1]);
    const isFitting = name === `h${Math.min(level + 2, 6)}`;
    return { kind: 'leaf block', name: isFitting ? `h${level}` : `${name} ${element.className}` };
  }
  if (classes.contains('code-block')) {
    const info = element.querySelector('.code-language')?.textContent ?? '';
    const text = element.querySelector('code')?.textContent ?? '';
    return { kind: 'code block', name: codeName(info.split(/\s/)[0]), text };
  }
  if (name === 'a' || classes.contains('dead-link')) return readLink(element);
  if (classes.contains('task')) return toTask(classes.contains('done'));
  if (name === 'th' || name === 'td') {
    return { kind: 'leaf block', name: cellName(name, /\balign-(\w+)/.exec(element.className)?.[1]) };
  }
  return readCommonElement(element);
}

function readCommonElement(element: Element): Meaning {
  const name = element.localName;
  const span = spans.get(name);
  if (span !== undefined) return { kind: 'span', name: span };
  if (name === 'br') return { kind: 'line break' };
  if (name === 'code') return { kind: 'code', name };
  if (name === 'hr') return { kind: 'container', name };
  if (name === 'p') return { kind: 'leaf block', name };
  if (name === 'ol') return { kind: 'container', name: `ol from ${element.getAttribute('start') ?? '1'}` };
  if (containers.has(name)) return { kind: 'container', name };
  // Unknown to a specification: nothing there is equal to it.
  return { kind: 'span', name: [name, ...element.classList].join('.') };
}

function readLink(element: Element): Meaning {
  const path = element.getAttribute('data-path');
  // An answer makes links of code that names a file: no specification knows of it.
  const [only, ...others] = element.childNodes;
  if (path !== null && others.length === 0 && only instanceof Element && only.localName === 'code') {
    return { kind: 'wrapper' };
  }
  const line = element.getAttribute('data-line');
  const file = path !== null && line !== null ? `${path}#L${line}` : path;
  return {
    kind: 'link',
    name: 'a',
    address: element.getAttribute('data-address') ?? file ?? element.getAttribute('data-href') ?? 'none',
  };
}

function codeName(language: string | undefined): string {
  return language === undefined || language === '' ? 'code' : `code in ${language}`;
}

function cellName(name: string, alignment: string | undefined): string {
  return alignment === undefined ? name : `${name} ${alignment}`;
}

function toTask(isDone: boolean): Meaning {
  return { kind: 'task', name: isDone ? '☑' : '☐' };
}

import { maxRunLength, splitLongRuns } from '#common/text/longRuns.ts';
import { element, findExcess, toTextNode } from '#media/base/dom.ts';
import { showHiddenWarning } from './hiddenCharacters.ts';

/** Code longer than this is held in parts: only those in view are laid out and colored. */
const maxPartLength = 4_000;

/**
 * Length from which on a part ends where a new piece of the code seems to begin: after an empty line, at the margin.
 */
const goodPartLength = 2_400;

/** Length of the longest line: a longer one is broken. */
const maxLineLength = 16_000;

/** Longest text node to which text is appended: longer ones would be copied at every addition. */
const maxTextLength = 4_096;

/** The text of one block of code, written as it arrives. */
export class CodeText {
  readonly #code: Element;
  readonly #added: (part: Element) => void;
  /** The `code` element itself until it holds parts. */
  #part: Element;
  #length = 0;

  /**
   * @param added is called with every element that holds text, and only that: the code or, of a long one, its parts.
   */
  constructor(code: Element, added: (part: Element) => void) {
    this.#code = code;
    this.#added = added;
    this.#part = code;
    added(code);
  }

  /** Adds text, and returns the node that holds the end of it. */
  append(text: string): Text {
    showHiddenWarning(this.#code, text);
    let rest = text;
    for (let end = this.#findEnd(rest); end !== undefined; end = this.#findEnd(rest)) {
      appendText(this.#part, rest.slice(0, end));
      rest = rest.slice(end);
      this.#startPart();
    }
    this.#length += rest.length;
    return appendText(this.#part, rest);
  }

  /** Finds the offset in `text` at which the part must end, if it must. */
  #findEnd(text: string): number | undefined {
    if (this.#length + text.length <= goodPartLength) return undefined;
    const start = Math.max(0, goodPartLength - this.#length);
    const gap = /\n\n(?=[\w@#/<])/g;
    gap.lastIndex = start;
    const good = gap.exec(text)?.index;
    const room = maxPartLength - this.#length;
    if (good !== undefined && good <= room) return good + 2;
    if (text.length <= room) return undefined;
    const lineEnd = room > 0 ? text.lastIndexOf('\n', room) : -1;
    const cut = lineEnd === -1 ? text.indexOf('\n') : lineEnd;
    if (cut !== -1) return cut + 1;
    return this.#length + text.length > maxLineLength ? text.length : undefined;
  }

  #startPart(): void {
    if (this.#part === this.#code) {
      const first = element('span', { class: 'lines' });
      first.append(...this.#code.childNodes);
      this.#code.append(first);
      this.#added(first);
    }
    this.#part = element('span', { class: 'lines' });
    this.#code.append(this.#part);
    this.#length = 0;
    this.#added(this.#part);
  }
}

/** Adds text at the end of an element, and returns the node that holds the end of it. */
export function appendText(target: Element, text: string): Text {
  return addStretches(target, text, (last) => last.length < maxTextLength);
}

/** Adds text as a node of its own, and returns that. */
export function addText(target: Element, text: string): Text {
  return addStretches(target, text, () => false);
}

/** Adds text, with what is too much to be drawn apart, to the last text if that `takesMore`. */
function addStretches(target: Element, text: string, takesMore: (last: Text) => boolean): Text {
  let end: Text | undefined;
  for (const stretch of splitLongRuns(text, readEnd(target))) {
    const last = findEnd(target, stretch.isExcess);
    if (last && (stretch.isExcess || takesMore(last))) last.appendData(stretch.text);
    else target.appendChild(toTextNode(stretch));
    end = findEnd(target, stretch.isExcess);
  }
  return end ?? target.appendChild(new Text(text));
}

/**
 * Reads the last characters of an element, as many as a run that goes on needs: each addition may have made a node of
 * its own.
 */
function readEnd(target: Element): string {
  let end = '';
  for (let node = target.lastChild; node && end.length < maxRunLength; node = node.previousSibling)
    end = `${node.textContent ?? ''}${end}`;
  return end;
}

/** Finds the text at the end of an element: one that is seen, or one that is too much. */
function findEnd({ lastChild }: Element, isExcess: boolean): Text | undefined {
  if (isExcess) return findExcess(lastChild);
  return lastChild instanceof Text ? lastChild : undefined;
}

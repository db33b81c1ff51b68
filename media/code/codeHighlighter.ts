import { holdsHidden } from '#common/text/hiddenCharacters.ts';
import type { CodeToken } from './codeTokens.ts';
import { element } from '#media/base/dom.ts';
import { toVisibleNodes } from './hiddenCharacters.ts';

/** Code that has been in view for less is not colored: it streams past, or the user scrolls past it. */
const dwellMs = 300;

/** Code that still grows is colored again after this time, or after this many times what the last time took. */
const repeatMs = 600;
const repeatFactor = 25;

/** The shortest idle time in which a slice of work is begun. */
const leastIdleMs = 4;

/** Length of the longest code that is colored at once: longer code would block the page. */
const maxTokenizedLength = 6_000;

/** Elements of an answer whose visibility is observed. */
const unitSelector = '.code-block code, .lines';

/** Splits code into tokens, in a language that is known. */
type ToTokens = (code: string, language: string) => CodeToken[] | undefined;

interface Unit {
  /** Time by `performance.now()`. */
  seenSince: number;
  /** Text that is colored already, and when it may be colored again. */
  length: number;
  notBefore: number;
}

/**
 * Colors code that is in view, and shows the characters in it that nobody would see, when the page has nothing else to
 * do. What it is told to watch is a `code` element, or a part of a long one, that holds nothing but text. Text is replaced
 * by the same text in stretches.
 */
export class CodeHighlighter {
  readonly #observer: IntersectionObserver;
  readonly #units = new Map<Element, Unit>();
  /** Lengths, kept while a unit is out of view, so that it is not colored again. */
  readonly #lengths = new WeakMap<Element, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isIdleRequested = false;
  #toTokens: ToTokens | undefined;
  #isLoading = false;

  constructor() {
    this.#observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) this.#updateView(target, isIntersecting);
      this.request();
    });
  }

  /** Colors this code whenever it is in view and not colored yet. */
  watch(code: Element): void {
    this.#observer.observe(code);
  }

  /** Goes on with the code in a part of the page that has come near the view. */
  watchIn(part: Element): void {
    for (const code of part.querySelectorAll(unitSelector)) this.#observer.observe(code);
  }

  /** Leaves the code in a part of the page alone: it is far from the view. */
  unwatchIn(part: Element): void {
    for (const code of part.querySelectorAll(unitSelector)) {
      this.#observer.unobserve(code);
      this.#units.delete(code);
    }
  }

  /** Requests a look at the code, which may have grown. Cheap enough to be called with every frame. */
  request(): void {
    if (this.#units.size === 0 || this.#timer !== undefined || this.#isIdleRequested) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#requestIdle();
    }, dwellMs);
  }

  dispose(): void {
    this.#observer.disconnect();
    this.#units.clear();
    clearTimeout(this.#timer);
  }

  #updateView(code: Element, isInView: boolean): void {
    if (!isInView) this.#units.delete(code);
    else if (!this.#units.has(code)) {
      const length = this.#lengths.get(code) ?? 0;
      this.#units.set(code, { seenSince: performance.now(), length, notBefore: 0 });
    }
  }

  #requestIdle(): void {
    if (this.#isIdleRequested) return;
    this.#isIdleRequested = true;
    requestIdleCallback((deadline) => {
      this.#isIdleRequested = false;
      this.#color(deadline);
    });
  }

  /** Loads the grammars, with the first code that is to be colored. Without them code keeps the color of text. */
  #load(): void {
    if (this.#isLoading) return;
    this.#isLoading = true;
    const start = (toTokens: ToTokens): void => {
      this.#toTokens = toTokens;
      this.#requestIdle();
    };
    import('./codeTokens.js').then(
      ({ toTokens }) => start(toTokens),
      () => start(() => undefined),
    );
  }

  #color(deadline: IdleDeadline): void {
    let isAnyLater = false;
    const toTokens = this.#toTokens;
    for (const [code, unit] of this.#units) {
      const now = performance.now();
      if (!isStale(code, unit)) continue;
      if (now < unit.seenSince + dwellMs || now < unit.notBefore || isSelected(code)) {
        isAnyLater = true;
      } else if (deadline.timeRemaining() < leastIdleMs) {
        this.#requestIdle();
        return;
      } else if (!toTokens) {
        this.#load();
        return;
      } else {
        unit.length = colorCode(code, toTokens);
        this.#lengths.set(code, unit.length);
        const end = performance.now();
        unit.notBefore = end + Math.max(repeatMs, (end - now) * repeatFactor);
      }
    }
    if (isAnyLater) this.request();
  }
}

function isStale(code: Element, unit: Unit): boolean {
  const isGrowing = isOpen(code);
  const length = textLength(code, isGrowing);
  return length > 0 && length !== unit.length && length <= maxTokenizedLength;
}

/** Returns whether more text may come: the block is the one that is written, and this its last part. */
function isOpen(code: Element): boolean {
  return code.closest('.code-block')?.classList.contains('open') === true && code.nextSibling === null;
}

/** Length of the text that may be colored: of code that grows, the complete lines. */
function textLength(code: Element, isGrowing: boolean): number {
  let length = 0;
  for (const child of code.childNodes) length += child.textContent?.length ?? 0;
  if (!isGrowing) return length;
  const last = code.lastChild;
  if (!(last instanceof Text)) return length;
  return length - last.length + last.data.lastIndexOf('\n') + 1;
}

/** Returns whether code is selected: replacing its nodes would remove the selection. */
function isSelected(code: Element): boolean {
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && selection.containsNode(code, true);
}

/** Colors what may be colored, and returns its length. */
function colorCode(code: Element, toTokens: ToTokens): number {
  const isGrowing = isOpen(code);
  const length = textLength(code, isGrowing);
  const language = code.closest('.code-block')?.getAttribute('data-language') ?? '';
  // A part that was cut out of a long block begins with its children only.
  if (code.querySelector('.lines')) return length;
  const last = code.lastChild;
  const text = code.textContent;
  const colored = text.slice(0, length);
  const tokens = language === '' ? undefined : toTokens(colored, language);
  if (!tokens && !holdsHidden(colored)) return length;
  const nodes = (tokens ?? [{ text: colored, role: undefined }]).flatMap((token) => {
    const visible = toVisibleNodes(token.text);
    return token.role === undefined ? visible : [element('span', { class: `code-${token.role}` }, ...visible)];
  });
  // The line that is still written stays in the node it is written to.
  if (isGrowing && last instanceof Text) {
    last.deleteData(0, last.length - (text.length - length));
    code.replaceChildren(...nodes, last);
  } else code.replaceChildren(...nodes);
  return length;
}

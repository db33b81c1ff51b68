import type { InlineContent } from '#common/markdown/inlineContent.ts';
import { MarkdownDocument } from '#common/markdown/markdownDocument.ts';
import { BlockView } from './blockView.ts';
import type { LineView } from './lineView.ts';

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Length of the lines that are shown anew at once when a name in them gets an address; each counts as long as a short one. */
const lengthAtOnce = 4_000;
const shortLine = 50;

/** The surroundings of the answer that is rendered. */
export interface RendererOptions {
  /** The element that takes the direction of the answer's text; the root by default. */
  directed?: Element;
  /** Asks, before a block opens within `depth` others, whether the answer is to go on in another root. */
  nextRoot?(depth: number): Element | undefined;
  /** Called for an element that holds code, and nothing but its text. */
  codeAdded?(code: Element): void;
}

/**
 * Turns Markdown that arrives in pieces into nodes. Only elements named in `markdownElements.ts` and `inlineElements.ts`
 * can come about, with no attribute that loads, navigates or runs anything; HTML in an answer is text. Blocks that no
 * further text changes are not touched again.
 */
export class MarkdownStream {
  readonly #document = new MarkdownDocument();
  readonly #view: BlockView;
  readonly #directed: Element;
  readonly #lines = new WeakMap<InlineContent, LineView>();
  #hasDirection = false;
  #fences = 0;
  #last: BlockView | undefined;
  #hasEnded = false;
  readonly #postponed = new Set<BlockView>();
  /** Texts that are still shown as they were before a name in them had its address. */
  readonly #stale = new Set<InlineContent>();

  constructor(root: Element, options: RendererOptions = {}) {
    this.#directed = options.directed ?? root;
    const owner = {
      nextRoot: options.nextRoot && ((depth: number) => options.nextRoot?.(depth)),
      codeAdded: options.codeAdded && ((code: Element) => options.codeAdded?.(code)),
      addFence: () => {
        this.#fences += 1;
        return this.#fences - 1;
      },
      removeFence: () => {
        this.#fences -= 1;
      },
      lineAdded: (content: InlineContent, line: LineView) => {
        // Only a name in brackets can come to mean something else.
        if (content.source.includes('[')) this.#lines.set(content, line);
      },
      postponed: (list: BlockView) => this.#postponed.add(list),
    };
    this.#view = new BlockView(this.#document.root, owner, undefined, root);
  }

  /** Renders a further piece. */
  write(markdown: string): void {
    this.#setDirection(markdown);
    this.#document.write(markdown);
    this.#render();
  }

  /** Renders what was held back, as text where it is no markup. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#document.end();
    this.#render();
  }

  /** Does a part of what could not be rendered at once. Returns whether any is left. */
  catchUp(): boolean {
    const [list] = this.#postponed;
    if (list && !list.catchUp()) this.#postponed.delete(list);
    this.#refresh();
    return this.#postponed.size > 0 || this.#stale.size > 0;
  }

  #render(): void {
    this.#view.update(this.#document.root);
    for (const content of this.#document.takeChanged()) this.#stale.add(content);
    this.#refresh();
    const last = this.#view.findLast();
    if (this.#last !== last) this.#last?.setOpen(false);
    this.#last = last;
    last.setOpen(last.block.kind === 'code' && !last.block.isClosed && !this.#hasEnded);
  }

  /** Shows some of the texts anew in which a name has got its address: any number of them may have it. */
  #refresh(): void {
    let length = 0;
    for (const content of this.#stale) {
      if (length > lengthAtOnce) return;
      this.#stale.delete(content);
      this.#lines.get(content)?.refresh();
      length += content.source.length + shortLine;
    }
  }

  /**
   * Sets the direction of the answer by its first letter. `dir="auto"` would look for that letter again at every
   * addition: five times the cost of everything else on a long paragraph. Each block finds its own direction by
   * `unicode-bidi`.
   */
  #setDirection(text: string): void {
    if (this.#hasDirection) return;
    const letter = /\p{L}/u.exec(text)?.[0];
    if (letter === undefined) return;
    this.#hasDirection = true;
    this.#directed.setAttribute('dir', rightToLeft.test(letter) ? 'rtl' : 'ltr');
  }
}

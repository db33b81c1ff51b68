import type { ComputedChange, EditProblem, WholeLines } from '#edits/problems.ts';
import type { TextChange } from '#edits/textPlaces.ts';

/** A proposed change as the list knows it. */
export interface ListedProposal {
  /** URI of the proposed text, the right side of the diff. */
  key: string;
  /** URI of the document to change. */
  target: string;
  /** Proposed text with the line ends of the document. */
  content: string;
  /** Computes the change of the document's text of now: an earlier one may no longer fit. */
  compute: (text: string) => ComputedChange;
}

/** A change with the whole text after it. `lines`: it replaces the whole text. */
export interface ComputedText {
  change: TextChange;
  lines: WholeLines | undefined;
  after: string;
}

/** Most texts that stay available to comparisons that may still be open. */
const maxCompared = 20;

/** The open proposals, and the texts of comparisons. */
export class ProposalList<Proposal extends ListedProposal> {
  readonly #open = new Map<string, Proposal>();
  /** Keys of proposals whose diff has appeared among the tabs. Before that there is none to be closed. */
  readonly #shown = new Set<string>();
  readonly #compared = new Map<string, string>();

  add(proposal: Proposal): void {
    this.#open.set(proposal.key, proposal);
  }

  get(key: string): Proposal | undefined {
    return this.#open.get(key);
  }

  /** The proposal of the diff in view or, if no diff is, the only one there is. */
  findActive(key: string | undefined): Proposal | undefined {
    if (key !== undefined) return this.#open.get(key);
    const [only, another] = this.#open.values();
    return another ? undefined : only;
  }

  /** The proposals for a document. */
  listFor(target: string): Proposal[] {
    return [...this.#open.values()].filter((proposal) => proposal.target === target);
  }

  /** The proposals for files that have one of these paths, or are below it. */
  listBelow(paths: readonly string[], pathOf: (proposal: Proposal) => string): Proposal[] {
    return [...this.#open.values()].filter((proposal) => {
      const path = pathOf(proposal);
      return paths.some((moved) => path === moved || path.startsWith(`${moved}/`));
    });
  }

  remove(key: string): void {
    this.#open.delete(key);
    this.#shown.delete(key);
  }

  /** Removes the proposals whose diffs were closed: that discards them. */
  recordTabs(hasTab: (proposal: Proposal) => boolean): void {
    for (const [key, proposal] of this.#open) {
      if (hasTab(proposal)) this.#shown.add(key);
      else if (this.#shown.has(key)) this.remove(key);
    }
  }

  /**
   * Computes the proposals for a document again after its text changed. Returns those whose content is another one now. If
   * a change no longer fits, its content stays, and Accept says why.
   */
  refresh(target: string, text: string, toContent: (after: string) => string): Proposal[] {
    return this.listFor(target).filter((proposal) => {
      const computed = computeText(proposal, text);
      const content = 'problem' in computed ? proposal.content : toContent(computed.after);
      const isOther = content !== proposal.content;
      proposal.content = content;
      return isOther;
    });
  }

  /** Makes a text available to a comparison. */
  addComparison(key: string, content: string): void {
    this.#compared.set(key, content);
    for (const oldest of this.#compared.keys()) {
      if (this.#compared.size <= maxCompared) break;
      this.#compared.delete(oldest);
    }
  }

  /** The text of a proposal or a comparison; empty if it is neither any more. */
  contentOf(key: string): string {
    return this.#open.get(key)?.content ?? this.#compared.get(key) ?? '';
  }

  clear(): void {
    this.#open.clear();
  }
}

/** Computes a change and the whole text after it. A change that changes nothing is the problem `unchanged`. */
export function computeText(
  { compute }: Pick<ListedProposal, 'compute'>,
  text: string,
): ComputedText | { problem: EditProblem } {
  const computed = compute(text);
  if ('problem' in computed) return computed;
  const { change, lines } = computed;
  const after = text.slice(0, change.start) + change.text + text.slice(change.end);
  return after === text ? { problem: { kind: 'unchanged' } } : { change, lines, after };
}

import { maxTextLength } from '#protocol/limits.ts';
import { type CodeAction, codeActions, type RunHead } from '#protocol/messages.ts';
import { isFinished } from '#protocol/runs.ts';
import { showCopied } from '#media/base/copied.ts';
import { element } from '#media/base/dom.ts';
import { icon } from '#media/base/icons.ts';
import { strings } from '#media/base/strings.ts';
import type { Post } from '#media/base/vscodeApi.ts';

/** The action of the button of a diagram, which VS Code shows. */
const diagramAction = 'diagram';

let template: HTMLElement | undefined;

/**
 * The buttons of a code block. Which of them are shown depends on the run around them, see {@link offerCodeActions}; copying
 * always is, at the end, so that no button moves when the others appear.
 */
export function createCodeActions(): Node {
  // An answer may hold hundreds of blocks: a copy costs a fraction of making the buttons anew.
  return (template ??= createButtons()).cloneNode(true);
}

function createButtons(): HTMLElement {
  const labels: Record<CodeAction, string> = {
    apply: strings.apply,
    insert: strings.insertCode,
    replace: strings.replaceCode,
    newFile: strings.newFile,
    copy: strings.copyCode,
  };
  const buttons = codeActions.map((action) => {
    const title = action === 'apply' ? strings.applyCode : labels[action];
    return createButton(action, labels[action], title, icon(action));
  });
  const diagram = createButton(diagramAction, strings.openDiagram, strings.openDiagram, icon('graph'));
  const attributes = { class: 'code-actions', role: 'group', 'aria-label': strings.codeActions };
  return element('div', attributes, diagram, ...buttons);
}

function createButton(action: string, label: string, title: string, ...content: Node[]): HTMLButtonElement {
  const attributes = { type: 'button', 'data-code-action': action, title, 'aria-label': label };
  return element('button', { class: 'icon-button', ...attributes }, ...content);
}

/** Shows the buttons that a run's blocks can have now. A run that the host does not know can only be copied from. */
export function offerCodeActions(run: HTMLElement, { status, edits }: RunHead, isKnown: boolean): void {
  const hasEnded = isKnown && isFinished(status) && edits !== undefined;
  run.classList.toggle('is-known', isKnown);
  run.classList.toggle('can-insert', hasEnded);
  run.classList.toggle('can-apply', hasEnded && (edits.hasSelection || edits.files > 0));
}

/** Tells the host of the buttons of code blocks that are pressed in `root`. */
export function interceptCodeActions(root: HTMLElement, post: Post): void {
  root.addEventListener('click', (event) => {
    const button =
      event.target instanceof Element ? event.target.closest<HTMLElement>('[data-code-action]') : undefined;
    const block = button?.closest('.code-block');
    const code = block?.querySelector('code');
    if (!button || !block || !code) return;
    // Of a longer one the host knows the rest.
    const text = code.textContent.slice(0, maxTextLength);
    const action = codeActions.find((name) => name === button.dataset['codeAction']);
    const run = button.closest<HTMLElement>('[data-run-id]');
    if (action === 'copy') showCopied(button);
    if (action === 'copy' && !run?.classList.contains('is-known')) post({ type: 'copyText', text });
    else if (run) {
      // Counted by the renderer: the page holds only the blocks near the view.
      const position = (block instanceof HTMLElement && Number(block.dataset['block'])) || 0;
      const reference = { runId: run.dataset['runId'] ?? '', block: position, text };
      if (action) post({ type: 'code', action, ...reference });
      else if (button.dataset['codeAction'] === diagramAction) post({ type: 'openDiagram', ...reference });
    }
  });
}

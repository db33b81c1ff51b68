import type { PlanHead, PlanNode, PlanView } from '#protocol/messages.ts';
import { toOneLine } from '#common/text/oneLine.ts';
import { element, setText } from '#media/base/dom.ts';
import { PlanCanvas } from './planCanvas.ts';
import { PlanHeader } from './planHeader.ts';
import { findKeyTarget } from './planKeys.ts';
import { PlanModel } from './planModel.ts';
import { PlanNodeView } from './planNodeView.ts';
import { fill, strings } from '#media/base/strings.ts';
import type { Post } from '#media/base/vscodeApi.ts';

export type PlanMode = 'graph' | 'list';

export interface PlanPageOptions {
  post: Post;
  /** The host's clock. */
  now(): number;
  /** The way in which the user wants plans to be shown; undefined where the space decides. */
  mode: PlanMode | undefined;
  modeChanged(mode: PlanMode): void;
}

/**
 * Narrowest graph: narrower than this, in pixels, or with more tasks, a plan is shown as a list unless the user wants
 * the graph.
 */
const narrowestGraph = 460;
const largestGraph = 300;
/** Number of tasks up to which nodes are drawn large. */
const roomyGraph = 40;

/** Sizes of a node in the graph, in units of the font size. */
const nodeSizes = { roomy: { width: 17, height: 6.5 }, compact: { width: 13, height: 4.1 } };

/** A plan's tab: what it comes to, and its tasks as a graph or as a list. */
export class PlanPage {
  readonly element: HTMLElement;
  readonly model: PlanModel;
  readonly #options: PlanPageOptions;
  readonly #header: PlanHeader;
  readonly #list = element('ul', { class: 'plan-nodes', role: 'list', 'aria-label': strings.planLabel });
  readonly #canvas = new PlanCanvas(this.#list);
  readonly #message = element('p', { class: 'plan-message placeholder' });
  readonly #views = new Map<string, PlanNodeView>();
  readonly #hint = element('p', { class: 'visually-hidden', text: strings.planHint });
  #wanted: PlanMode | undefined;
  #mode: PlanMode | undefined;
  #current: string | undefined;
  #layoutCount = 0;

  constructor(plan: PlanView, options: PlanPageOptions) {
    this.model = new PlanModel(plan);
    this.#options = options;
    this.#wanted = options.mode;
    this.#header = new PlanHeader({
      act: (action) => options.post({ type: 'planAction', planId: plan.planId, action }),
      setMode: (mode) => {
        this.#wanted = mode;
        options.modeChanged(mode);
        this.#arrange();
      },
      zoom: (factor) => (factor === undefined ? this.#canvas.fit() : this.#canvas.zoomBy(factor)),
    });
    this.element = element(
      'div',
      { class: 'plan' },
      this.#header.element,
      this.#message,
      this.#canvas.element,
      this.#hint,
    );
    this.#list.addEventListener('keydown', (event) => this.#onKey(event));
    this.#list.addEventListener('focusin', (event) => this.#handleFocus(event.target));
    this.#list.addEventListener('pointerover', (event) => this.#markEdges(this.#idOf(event.target) ?? this.#current));
    new ResizeObserver(() => this.#arrange()).observe(this.#canvas.element);
    this.#refresh(plan.nodes, true);
  }

  /** Applies news of the host. */
  apply(head: PlanHead, nodes: readonly PlanNode[], removed?: readonly string[]): void {
    this.#refresh(nodes, this.model.apply(head, nodes, removed));
  }

  /** Shows what changes with time. Returns whether anything does. */
  tick(): boolean {
    const now = this.#options.now();
    let isRunning = false;
    for (const node of this.model.nodes) {
      if (node.status !== 'in_progress') continue;
      isRunning = true;
      this.#views.get(node.taskId)?.tick(node, now);
    }
    return isRunning;
  }

  #refresh(changed: readonly PlanNode[], isReshaped: boolean): void {
    const { model } = this;
    const now = this.#options.now();
    this.#header.update(model);
    for (const [taskId, view] of this.#views) {
      if (model.get(taskId)) continue;
      view.element.remove();
      this.#views.delete(taskId);
    }
    // A task's label names others, and its buttons follow the plan's state.
    for (const node of isReshaped ? model.nodes : changed) this.#viewOf(node.taskId).update(node, model, now);
    if (!this.#current || !model.get(this.#current)) this.#setCurrent(model.nodes[0]?.taskId);
    this.#message.hidden = model.size > 0;
    setText(this.#message, strings.planEmpty);
    if (isReshaped) {
      this.#mode = undefined;
      this.#arrange();
    }
    this.#markEdges(this.#current);
  }

  #viewOf(taskId: string): PlanNodeView {
    let view = this.#views.get(taskId);
    if (!view) {
      const { planId } = this.model.head;
      const { post } = this.#options;
      view = new PlanNodeView({
        open: () => post({ type: 'openTask', planId, taskId }),
        retry: () => post({ type: 'planAction', planId, action: 'retry', taskId }),
      });
      view.element.dataset['taskId'] = taskId;
      this.#views.set(taskId, view);
      this.#list.append(view.element);
    }
    return view;
  }

  /** Shows the tasks in the way that the user wants or the space allows, if they are not shown so already. */
  #arrange(): void {
    const { width } = this.#canvas.size;
    if (width === 0) return;
    const isReadable = width >= narrowestGraph && this.model.size <= largestGraph;
    const mode = this.#wanted ?? (isReadable ? 'graph' : 'list');
    if (mode !== this.#mode) this.#show(mode);
  }

  #show(mode: PlanMode): void {
    this.#mode = mode;
    this.#header.showMode(mode);
    this.element.dataset['mode'] = mode;
    if (mode === 'list' || this.model.size === 0) this.#showList();
    else this.#showGraph().catch(() => this.#giveUpGraph());
  }

  /**
   * Shows the list, since the code that lays out the graph could not be loaded, until the user asks for the graph
   * again.
   */
  #giveUpGraph(): void {
    this.#wanted = 'list';
    this.#show('list');
  }

  #showList(): void {
    this.#layoutCount += 1;
    this.element.classList.remove('drawing', 'compact');
    this.#message.hidden = this.model.size > 0;
    this.#canvas.show(undefined);
    for (const [taskId, { element: node }] of this.#views) {
      for (const name of ['left', 'top', 'width', 'height'] as const) node.style[name] = '';
      node.style.marginInlineStart = `${Math.min(this.model.depthOf(taskId), 8) * 14}px`;
    }
  }

  /** Shows the graph. A large one takes a moment: the page paints before. */
  async #showGraph(): Promise<void> {
    const count = (this.#layoutCount += 1);
    const isCompact = this.model.size > roomyGraph;
    this.element.classList.toggle('compact', isCompact);
    this.element.classList.add('drawing');
    this.#message.hidden = false;
    setText(this.#message, strings.planDrawing);
    const { layoutPlan } = await import('./planLayout.js');
    if (this.model.size > roomyGraph) await nextPaint();
    if (count !== this.#layoutCount) return;
    const em = Number.parseFloat(getComputedStyle(this.#list).fontSize);
    const { width, height } = isCompact ? nodeSizes.compact : nodeSizes.roomy;
    const size = { width: Math.round(width * em), height: Math.round(height * em) };
    const layout = layoutPlan({ nodes: this.model.nodes, ...size, stage: this.#canvas.size });
    for (const [taskId, { element: node }] of this.#views) {
      const place = layout.places.get(taskId);
      node.style.marginInlineStart = '';
      node.style.left = `${place?.x ?? 0}px`;
      node.style.top = `${place?.y ?? 0}px`;
      node.style.width = `${size.width}px`;
      node.style.height = `${size.height}px`;
    }
    this.#message.hidden = true;
    this.element.classList.remove('drawing');
    const isFirst = this.#canvas.layout === undefined;
    this.#canvas.show(layout);
    this.#markEdges(this.#current);
    if (isFirst)
      this.#reveal(this.model.nodes.find((node) => node.status === 'in_progress')?.taskId ?? this.#current, 'center');
  }

  #reveal(taskId: string | undefined, place: ScrollLogicalPosition): void {
    this.#views.get(taskId ?? '')?.element.scrollIntoView({ block: place, inline: place });
  }

  #markEdges(of: string | undefined): void {
    this.#canvas.mark((from, to) => {
      const target = this.model.get(to)?.status;
      const names = [
        target === 'blocked' ? 'blocked' : this.model.get(from)?.status === 'completed' ? 'passed' : 'open',
      ];
      if (from === of || to === of) names.push('near');
      return names.join(' ');
    });
  }

  #onKey(event: KeyboardEvent): void {
    const taskId = this.#idOf(event.target);
    const view = taskId === undefined ? undefined : this.#views.get(taskId);
    if (taskId === undefined || event.target !== view?.target || event.altKey || event.shiftKey) return;
    const zooms: Record<string, number> = { '+': 1.25, '=': 1.25, '-': 0.8 };
    const factor = zooms[event.key];
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') view.target.click();
    else if (event.key === '0') this.#canvas.fit();
    else if (factor !== undefined) this.#canvas.zoomBy(factor);
    else {
      const target = findKeyTarget(event.key, taskId, this.model, this.#canvas.layout);
      if (target !== undefined) this.#focus(target);
      else if (!event.key.startsWith('Arrow')) return;
    }
    event.preventDefault();
  }

  #focus(taskId: string): void {
    const view = this.#views.get(taskId);
    view?.target.focus({ preventScroll: true });
    this.#reveal(taskId, 'nearest');
  }

  #handleFocus(target: EventTarget | null): void {
    const taskId = this.#idOf(target);
    if (taskId !== undefined && taskId !== this.#current) this.#setCurrent(taskId);
  }

  /** The one task that Tab leads to; arrow keys go on from there. */
  #setCurrent(taskId: string | undefined): void {
    this.#views.get(this.#current ?? '')?.setCurrent(false);
    this.#current = taskId;
    this.#views.get(taskId ?? '')?.setCurrent(true);
    this.#markEdges(taskId);
  }

  #idOf(target: EventTarget | null): string | undefined {
    return target instanceof Element ? target.closest<HTMLElement>('.plan-node')?.dataset['taskId'] : undefined;
  }
}

/** Text for screen readers when a task of a plan ends. */
export function describeTaskNews(model: PlanModel, node: PlanNode, state: string): string {
  return fill(strings.announcePlanTask, model.titleOf(node.taskId), toOneLine(state));
}

function nextPaint(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
  });
}

import { setText } from '#media/base/dom.ts';
import { fill, strings } from '#media/base/strings.ts';
import type { MathResult } from './math.ts';

/** The longest formula that is read. */
export const maxFormulaLength = 5_000;

/** Time within which formulas are begun before the page gets its turn, where idle time gives no more. */
const sliceMs = 6;

/** The longest wait for idle time: a page that streams has little of it. */
const idleTimeoutMs = 60;

/** Distance from the view at which formulas are prepared, so that scrolling meets few that are not. */
const viewMargin = '100% 0px';

interface Formula {
  tex: string;
  isBlock: boolean;
}

type RenderFormula = (target: Element, formula: Formula) => void;

/** Formulas that are shown as their source. Nothing is kept of an element that leaves the page. */
const waiting = new WeakMap<Element, Formula>();
/** Those of them that are near the view. */
const near = new Set<Element>();
let renderFormula: RenderFormula | undefined;
let observer: IntersectionObserver | undefined;
let isRequested = false;

/**
 * Shows a formula in an element: its source at once, and MathML in its place once the element is near the view and the
 * page has time. A formula that cannot be read stays its source, with a title that says why. `data-tex` keeps the source.
 * May be called again when the source has changed; the same source again does nothing.
 */
export function renderMath(target: Element, tex: string, isBlock: boolean): void {
  if (target.getAttribute('data-tex') === tex && target.hasChildNodes()) return;
  target.setAttribute('data-tex', tex);
  target.classList.remove('is-rendered');
  target.removeAttribute('title');
  setText(target, tex);
  if (isBlock) target.setAttribute('tabindex', '0');
  if (tex.trim() === '') return;
  if (tex.length > maxFormulaLength) {
    setProblem(target, strings.mathTooLarge);
    return;
  }
  waiting.set(target, { tex, isBlock });
  observer ??= new IntersectionObserver(updateView, { rootMargin: viewMargin });
  // An element that is observed already is told of only when its place changes.
  observer.unobserve(target);
  observer.observe(target);
}

function updateView(entries: IntersectionObserverEntry[]): void {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting && waiting.has(target)) near.add(target);
    else near.delete(target);
  }
  request();
}

function request(): void {
  if (isRequested || near.size === 0) return;
  isRequested = true;
  if (renderFormula) requestSlice(renderFormula);
  else loadMath().catch(() => requestSlice(giveUp));
}

function requestSlice(render: RenderFormula): void {
  renderFormula = render;
  requestIdleCallback((deadline) => renderNear(render, deadline), { timeout: idleTimeoutMs });
}

/** Loads what makes MathML. */
async function loadMath(): Promise<void> {
  const { toMath } = await import('./math.js');
  requestSlice((target, { tex, isBlock }) => show(target, toMath(tex, isBlock)));
}

/** Leaves a formula as its source where what makes MathML cannot be loaded. */
function giveUp(target: Element): void {
  setProblem(target, strings.mathNotLoaded);
}

/** Renders as many as the time allows, and at least one. */
function renderNear(render: RenderFormula, deadline: IdleDeadline): void {
  isRequested = false;
  const end = performance.now() + Math.max(deadline.timeRemaining(), sliceMs);
  for (const target of near) {
    if (performance.now() > end) break;
    near.delete(target);
    observer?.unobserve(target);
    const formula = waiting.get(target);
    waiting.delete(target);
    if (formula) render(target, formula);
  }
  request();
}

function show(target: Element, result: MathResult): void {
  if ('nodes' in result) {
    target.replaceChildren(...result.nodes);
    target.classList.add('is-rendered');
  } else if ('isTooLarge' in result) setProblem(target, strings.mathTooLarge);
  else if (result.problem === undefined) setProblem(target, strings.mathUnreadable);
  else setProblem(target, fill(strings.mathProblem, result.problem));
}

function setProblem(target: Element, problem: string): void {
  target.setAttribute('title', problem);
}

import { element } from '#media/base/dom.ts';
import { svgNamespace } from '#media/base/icons.ts';
import type { PlanLayout, Point } from './planLayout.ts';

const smallestZoom = 0.05;
const largestZoom = 2;
/** The smallest zoom at which text can still be read; a graph that would need a smaller one is scrolled. */
const readableZoom = 0.7;

/** The area that a graph is drawn in: it scrolls, zooms, and draws the edges behind the nodes. */
export class PlanCanvas {
  /** The element that scrolls. */
  readonly element: HTMLElement;
  /** The element that holds the nodes. */
  readonly list: HTMLElement;
  readonly #content = element('div', { class: 'plan-content' });
  readonly #edges = document.createElementNS(svgNamespace, 'svg');
  readonly #paths = new Map<SVGPathElement, { from: string; to: string }>();
  #layout: PlanLayout | undefined;
  #zoom = 1;

  constructor(list: HTMLElement) {
    this.list = list;
    this.#edges.setAttribute('class', 'plan-edges');
    this.#edges.setAttribute('aria-hidden', 'true');
    this.#content.append(this.#edges, list);
    this.element = element('div', { class: 'plan-stage' }, this.#content);
    this.element.addEventListener('wheel', (event) => this.#onWheel(event), { passive: false });
    this.element.addEventListener('pointerdown', (event) => this.#pan(event));
  }

  get layout(): PlanLayout | undefined {
    return this.#layout;
  }

  get size(): { width: number; height: number } {
    return { width: this.element.clientWidth, height: this.element.clientHeight };
  }

  /** Draws the edges of a layout, as large as can be read. The nodes are placed by the caller. `undefined`: a list. */
  show(layout: PlanLayout | undefined): void {
    const isFirst = this.#layout === undefined;
    this.#layout = layout;
    this.#paths.clear();
    this.#edges.replaceChildren();
    if (!layout) {
      for (const name of ['width', 'height', 'zoom'] as const) this.#content.style[name] = '';
      return;
    }
    this.#content.style.width = `${layout.width}px`;
    this.#content.style.height = `${layout.height}px`;
    this.#edges.setAttribute('viewBox', `0 0 ${layout.width} ${layout.height}`);
    this.#edges.append(createArrow());
    for (const { from, to, points } of layout.edges) {
      const path = document.createElementNS(svgNamespace, 'path');
      path.setAttribute('d', toCurve(points));
      path.setAttribute('marker-end', 'url(#plan-arrow)');
      this.#paths.set(path, { from, to });
      this.#edges.append(path);
    }
    if (isFirst) this.setZoom(Math.max(this.#fittingZoom(), readableZoom));
    else this.setZoom(this.#zoom);
  }

  /** Gives each edge its classes. */
  mark(classify: (from: string, to: string) => string): void {
    for (const [path, { from, to }] of this.#paths) {
      const names = classify(from, to);
      if (path.getAttribute('class') !== names) path.setAttribute('class', names);
    }
  }

  zoomBy(factor: number): void {
    this.setZoom(this.#zoom * factor);
  }

  /** Makes the whole graph visible. */
  fit(): void {
    this.setZoom(this.#fittingZoom());
  }

  /** Zooms around what stands in the middle, or at `anchor` in pixels from the area's upper left corner. */
  setZoom(zoom: number, anchor?: Point): void {
    if (!this.#layout) return;
    const { width, height } = this.size;
    const { x, y } = anchor ?? { x: width / 2, y: height / 2 };
    const before = this.#zoom;
    this.#zoom = Math.min(largestZoom, Math.max(smallestZoom, zoom));
    const { scrollLeft, scrollTop } = this.element;
    this.#content.style.zoom = String(this.#zoom);
    const ratio = this.#zoom / before;
    this.element.scrollTo((scrollLeft + x) * ratio - x, (scrollTop + y) * ratio - y);
  }

  #fittingZoom(): number {
    const { width, height } = this.size;
    if (!this.#layout || width === 0 || height === 0) return 1;
    return Math.min(width / this.#layout.width, height / this.#layout.height, 1);
  }

  #onWheel(event: WheelEvent): void {
    if (!this.#layout || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    const box = this.element.getBoundingClientRect();
    const anchor = { x: event.clientX - box.x, y: event.clientY - box.y };
    this.setZoom(this.#zoom * Math.exp(-event.deltaY / 300), anchor);
  }

  /** Dragging the ground moves the graph; a node's text is selected as anywhere. */
  #pan(event: PointerEvent): void {
    const isGround = event.target instanceof Element && !event.target.closest('.plan-node');
    const isScrollBar = event.offsetX > this.element.clientWidth || event.offsetY > this.element.clientHeight;
    if (!this.#layout || !isGround || isScrollBar || event.button !== 0) return;
    event.preventDefault();
    this.element.setPointerCapture(event.pointerId);
    this.element.classList.add('panning');
    const start = { x: event.clientX + this.element.scrollLeft, y: event.clientY + this.element.scrollTop };
    const move = ({ clientX, clientY }: PointerEvent) => this.element.scrollTo(start.x - clientX, start.y - clientY);
    const end = () => {
      this.element.removeEventListener('pointermove', move);
      this.element.classList.remove('panning');
    };
    this.element.addEventListener('pointermove', move);
    this.element.addEventListener('lostpointercapture', end, { once: true });
  }
}

function createArrow(): SVGElement {
  const definitions = document.createElementNS(svgNamespace, 'defs');
  const marker = document.createElementNS(svgNamespace, 'marker');
  const values = { id: 'plan-arrow', viewBox: '0 0 8 8', refX: '7', refY: '4', markerWidth: '8', markerHeight: '8' };
  for (const [name, value] of Object.entries({ ...values, orient: 'auto', markerUnits: 'userSpaceOnUse' }))
    marker.setAttribute(name, value);
  const path = document.createElementNS(svgNamespace, 'path');
  path.setAttribute('d', 'M0 0.5 8 4 0 7.5Z');
  marker.append(path);
  definitions.append(marker);
  return definitions;
}

/** A line through the points, its corners rounded. */
function toCurve([first, ...rest]: readonly Point[]): string {
  if (!first) return '';
  const parts = [`M${first.x} ${first.y}`];
  for (const [index, point] of rest.entries()) {
    const next = rest[index + 1];
    if (next) parts.push(`Q${point.x} ${point.y} ${(point.x + next.x) / 2} ${(point.y + next.y) / 2}`);
    else parts.push(`L${point.x} ${point.y}`);
  }
  return parts.join('');
}

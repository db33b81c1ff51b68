import type { ExecutionStatus, TaskStatus } from '#common/vocabulary.ts';

/** The namespace of SVG elements. */
export const svgNamespace = 'http://www.w3.org/2000/svg';

/** Outlines on a grid of 16 by 16, drawn in the text's color. */
const outlines = {
  clock: ['M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Z', 'M8 5v3.2L10.2 10'],
  running: ['M8 2a6 6 0 1 1-6 6'],
  check: ['M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Z', 'M5.4 8.2l1.8 1.8 3.5-3.8'],
  error: ['M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Z', 'M6 6l4 4M10 6l-4 4'],
  stopped: ['M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Z', 'M6.2 6.2h3.6v3.6H6.2Z'],
  interrupted: ['M8 2.3 14 13H2Z', 'M8 6.5v3', 'M8 11.2v.3'],
  blocked: ['M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Z', 'M3.8 3.8l8.4 8.4'],
  remove: ['M3 8h10'],
  fit: ['M2.5 6V2.5H6', 'M10 2.5h3.5V6', 'M13.5 10v3.5H10', 'M6 13.5H2.5V10'],
  graph: ['M5.5 2.5h5v3h-5Z', 'M2 10.5h4.5v3H2Z', 'M9.5 10.5H14v3H9.5Z', 'M8 5.5v2.5M4.2 10.5V8h7.5v2.5'],
  list: ['M5.5 4h8M5.5 8h8M5.5 12h8', 'M2.5 4h.5M2.5 8h.5M2.5 12h.5'],
  agent: ['M3.5 5.5h9v7h-9Z', 'M8 5.5v-3', 'M6 8.5v1M10 8.5v1'],
  close: ['M4 4l8 8M12 4l-8 8'],
  copy: ['M6 5.5h6.5V14H6Z', 'M10 5.5V2.5H3.5V11H6'],
  apply: ['M2.5 5h5M5 2.5v5', 'M8.5 11.5h5', 'M3.5 13.5l9-11'],
  insert: ['M9.5 2.5h2M9.5 13.5h2M10.5 2.5v11', 'M2 8h5M4.8 5.6 7.2 8l-2.4 2.4'],
  replace: ['M3 5.5h9.5M10 3l2.5 2.5L10 8', 'M13 10.5H3.5M6 8l-2.5 2.5L6 13'],
  newFile: ['M9 2H4v12h8V5Z', 'M9 2v3h3', 'M8 7.2v4M6 9.2h4'],
  done: ['M3.5 8.5l3 3 6-7'],
  again: ['M13 8a5 5 0 1 1-1.6-3.7', 'M11.8 1.8v2.8H9'],
  stop: ['M4.5 4.5h7v7h-7Z'],
  send: ['M8 13V3', 'M3.8 7.2 8 3l4.2 4.2'],
  differences: ['M5.5 2.5v8M3 5l2.5-2.5L8 5', 'M10.5 13.5v-8M8 11l2.5 2.5L13 11'],
  down: ['M8 3v10', 'M3.8 8.8 8 13l4.2-4.2'],
  add: ['M8 3v10M3 8h10'],
  retry: ['M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Z', 'M8 5v3.2L10.2 10'],
  note: ['M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Z', 'M8 7.3v3.5', 'M8 5v.3'],
  taskOpen: ['M4 2.5h8a1.5 1.5 0 0 1 1.5 1.5v8a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 12V4A1.5 1.5 0 0 1 4 2.5Z'],
  taskDone: [
    'M4 2.5h8a1.5 1.5 0 0 1 1.5 1.5v8a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 12V4A1.5 1.5 0 0 1 4 2.5Z',
    'M5.2 8.2l2 2 3.6-4.2',
  ],
  image: ['M2.5 3.5h11v9h-11Z', 'M3 11l3-3 2.5 2.5L10.5 8l3 3'],
} as const;

export type IconName = keyof typeof outlines;

/** An icon that says nothing to screen readers: words always stand beside it. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(svgNamespace, 'path');
  path.setAttribute('d', outlines[name].join(''));
  svg.append(path);
  return svg;
}

const statusIcons: Record<ExecutionStatus, IconName> = {
  pending: 'clock',
  in_progress: 'running',
  success: 'check',
  failed: 'error',
  cancelled: 'stopped',
  interrupted: 'interrupted',
};

/** The icon of a state, colored by a class of the same name. */
export function statusIcon(status: ExecutionStatus): SVGSVGElement {
  const svg = icon(statusIcons[status]);
  svg.classList.add(`status-${status}`);
  return svg;
}

const taskStatusIcons: Record<TaskStatus, IconName> = {
  pending: 'clock',
  in_progress: 'running',
  blocked: 'blocked',
  completed: 'check',
  failed: 'error',
  cancelled: 'stopped',
};

/** The icon of a task's state in a plan. One whose run was cut off waits to be run again, and shows that. */
export function taskStatusIcon(status: TaskStatus, isInterrupted: boolean): SVGSVGElement {
  const svg = icon(isInterrupted ? 'interrupted' : taskStatusIcons[status]);
  svg.classList.add(`status-${isInterrupted ? 'interrupted' : status === 'completed' ? 'success' : status}`);
  return svg;
}

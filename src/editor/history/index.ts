export { HistoryActions } from './historyActions.ts';
export { toTooltip, toTreeItem } from './runItems.ts';

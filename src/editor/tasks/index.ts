export { describeEdits } from './applyOffers.ts';
export { showRunning } from './runningTasks.ts';
export { TaskCommands } from './taskCommands.ts';

export { askForAgent, selectAgent } from './agentChoice.ts';
export { createConnectionGuard } from './networkGuard.ts';

export { ApplyCommands } from './applyCommands.ts';

export { KeyCommands } from './keyCommands.ts';

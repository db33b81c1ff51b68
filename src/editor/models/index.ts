export { VscodeLm } from './vscodeLm.ts';

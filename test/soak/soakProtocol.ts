import type { ExecutionResult } from '#orchestration/index.ts';

/** Holds the loopback port on which the soak waits for {@link file://./driver.ts}. */
export const soakPortVariable = 'SWITCHYARD_SOAK_PORT';

/** A request of the soak to an extension host, one JSON object a line. */
export type SoakRequest =
  /** Start tasks `from` to `to`, `atOnce` at a time, while settings and keys change. Says `idle` when all have ended. */
  | { type: 'start'; seed: number; from: number; to: number; atOnce: number }
  /** Collect garbage and say what is held. */
  | { type: 'measure' };

/** The resources held by an extension host. */
export interface HostMeasure {
  /** Bytes in use after the garbage was collected. */
  heapBytes: number;
  /** The resources that keep a process alive, by its kind: sockets, timers, file handles. */
  resources: Record<string, number>;
  /** Open files of the process, by what they are: sockets, pipes, the history's database. */
  files: Record<string, number>;
  /** Objects that are alive, by their class, and what listens to the process. */
  objects: Record<string, number>;
}

/** A report of an extension host, one JSON object a line. `task` is the number of a task. */
export type SoakReport =
  | { type: 'ready' }
  /** The task was sent, so the history must have it from now on. */
  | { type: 'began'; task: number }
  | { type: 'settled'; task: number; result: Pick<ExecutionResult, 'runId' | 'status' | 'output'> }
  | { type: 'idle' }
  | { type: 'measured'; measure: HostMeasure }
  /** Something that must not be: an unhandled rejection, a warning of Node's, a listener left behind. */
  | { type: 'problem'; text: string };

import type { QueuedRun } from './runQueue.ts';
import type { TaskNode } from './taskGraph.ts';
import type { ExecuteOptions } from '#orchestration/runs/executeOptions.ts';
import type { ExecuteAllOptions, ExecutionError, ExecutionResult } from '#orchestration/types.ts';

/** One `executeAll`. */
export interface Campaign {
  readonly options: ExecuteAllOptions;
  /** The tasks that it will still run, or is running. */
  readonly open: Set<TaskNode>;
  readonly results: ExecutionResult[];
  readonly done: PromiseWithResolvers<ExecutionResult[]>;
  /** The limit that was reached: from then on no task begins and no request is sent. */
  stopped?: ExecutionError;
}

/** True for a campaign of which nothing more begins. */
export function isAbandoned({ stopped, options }: Campaign): boolean {
  return stopped !== undefined || options.signal?.aborted === true;
}

/** A run of a task that was asked for, by a campaign or by name. Thousands may wait, so one holds little. */
export class Job implements QueuedRun {
  readonly node: TaskNode;
  readonly lanes: readonly string[] | undefined;
  isWaiting = false;
  readonly #campaign: Campaign | undefined;
  readonly #options: ExecuteOptions | undefined;
  readonly #begin: (job: Job, release: () => void) => void;
  #outcome: PromiseWithResolvers<ExecutionResult> | undefined;

  constructor(
    details: Pick<Job, 'node' | 'lanes'> & { campaign: Campaign | undefined; options: ExecuteOptions | undefined },
    begin: (job: Job, release: () => void) => void,
  ) {
    this.node = details.node;
    this.lanes = details.lanes;
    this.#campaign = details.campaign;
    this.#options = details.options;
    this.#begin = begin;
  }

  /** Asked for by name: goes before the tasks of `executeAll`. */
  get isExplicit(): boolean {
    return this.#campaign === undefined;
  }

  get options(): ExecuteOptions {
    const campaign = this.#campaign;
    if (!campaign) return this.#options ?? {};
    const { signal, onEvent } = campaign.options;
    const { id } = this.node.task;
    return {
      signal,
      onEvent: onEvent && ((event) => onEvent(event, id)),
      refuse: () => campaign.stopped,
    };
  }

  /** Made when somebody waits for this very run. */
  get outcome(): PromiseWithResolvers<ExecutionResult> {
    return (this.#outcome ??= Promise.withResolvers());
  }

  start(release: () => void): void {
    this.#begin(this, release);
  }

  resolve(result: ExecutionResult): void {
    this.#outcome?.resolve(result);
  }
}

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { AgentTask, StoreProblem } from '#orchestration/index.ts';

/** An order to a window's process. */
export type WindowOrder = { id: number } & (
  | { do: 'open'; folder: string }
  | { do: 'call'; method: string; values: unknown[] }
  | { do: 'runMany'; prefix: string; count: number }
  | { do: 'claimMany'; planId: string; count: number }
  | { do: 'execute'; baseUrl: string; task: AgentTask; runId: string }
);

/** From when to when a window had a plan, by a clock that all processes of the machine share. */
export interface Claim {
  from: number;
  to: number;
}

/** A report of a window's process. */
export interface WindowReport {
  isReady?: true;
  /** Of the order it answers. */
  id?: number;
  value?: unknown;
  error?: string;
  problem?: StoreProblem;
  /** A run has received this. */
  text?: string;
  at?: number;
}

type Order = WindowOrder extends infer Each ? (Each extends WindowOrder ? Omit<Each, 'id'> : never) : never;

/** A process of its own that has the history open, as another window's extension host has. It can be killed. */
export class StoreWindow implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #answers = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #received: { text: string; at: number }[] = [];
  #watchers: (() => void)[] = [];
  #lastId = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (report: WindowReport) => this.#take(report));
  }

  static async open(folder: string): Promise<StoreWindow> {
    const child = fork(fileURLToPath(new URL('storeWindowMain.ts', import.meta.url)), { execArgv: ['--no-warnings'] });
    const window = new StoreWindow(child);
    await once(child, 'message');
    await window.#tell({ do: 'open', folder });
    return window;
  }

  /** The texts that runs have received, and when, in milliseconds since the epoch. */
  get received(): readonly { text: string; at: number }[] {
    return this.#received;
  }

  /** Calls a method of the store. */
  async call(method: string, ...values: unknown[]): Promise<unknown> {
    return this.#tell({ do: 'call', method, values });
  }

  /** Begins and ends runs one after the other. Resolves with the milliseconds that the longest of them took. */
  async runMany(prefix: string, count: number): Promise<number> {
    return Number(await this.#tell({ do: 'runMany', prefix, count }));
  }

  /** Claims a plan and releases it again and again, and says when it had it. */
  async claimMany(planId: string, count: number): Promise<Claim[]> {
    const claims: Claim[] = JSON.parse(String(await this.#tell({ do: 'claimMany', planId, count })));
    return claims;
  }

  async execute(baseUrl: string, task: AgentTask, runId: string): Promise<unknown> {
    return this.#tell({ do: 'execute', baseUrl, task, runId });
  }

  /** Resolves when runs have received so many pieces. */
  async receivedAtLeast(count: number): Promise<void> {
    while (this.#received.length < count) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  /** Freezes the process, as a laptop that sleeps does. */
  pause(): void {
    this.#child.kill('SIGSTOP');
  }

  /** Ends the process at once: nothing in it runs any more. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }

  #tell(order: Order): Promise<unknown> {
    this.#lastId += 1;
    const answer = Promise.withResolvers<unknown>();
    this.#answers.set(this.#lastId, answer);
    this.#child.send({ ...order, id: this.#lastId });
    return answer.promise;
  }

  #take({ id, value, error, text, at }: WindowReport): void {
    if (text !== undefined && at !== undefined) this.#received.push({ text, at });
    for (const watcher of this.#watchers.splice(0)) watcher();
    if (id === undefined) return;
    if (error === undefined) this.#answers.get(id)?.resolve(value);
    else this.#answers.get(id)?.reject(new Error(error));
    this.#answers.delete(id);
  }
}

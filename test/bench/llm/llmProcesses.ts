import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ClientName } from './llmClients.ts';
import type { RunCost, RunOrder } from './llmWorker.ts';

/** Bounds what garbage can pile up, so that the size of a process says what it holds. */
const workerFlags = ['--expose-gc', '--max-semi-space-size=1'];

/** The simulated provider, in a process of its own. */
export class BenchServer implements Disposable {
  readonly origin: string;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, origin: string) {
    this.#process = process;
    this.origin = origin;
  }

  static async start(): Promise<BenchServer> {
    const child = fork(toFile('llmServer.ts'), { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    if (!child.stdout) throw new Error('The server has no output.');
    const [line]: unknown[] = await once(child.stdout, 'data');
    return new BenchServer(child, String(line).trim());
  }

  [Symbol.dispose](): void {
    this.#process.disconnect();
  }
}

/** A client in a process of its own. */
export class BenchWorker implements Disposable {
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  /** @param isLean whether memory is measured: a young generation this small costs time. */
  static async start(client: ClientName, isLean = false): Promise<BenchWorker> {
    const child = fork(toFile('llmWorker.ts'), [client], { execArgv: isLean ? workerFlags : [] });
    await once(child, 'message');
    return new BenchWorker(child);
  }

  async run(order: RunOrder): Promise<RunCost> {
    const answered = once(this.#process, 'message');
    this.#process.send(order);
    const [answer]: (RunCost | { error: string })[] = await answered;
    if (!answer || 'error' in answer) throw new Error(`A run failed: ${answer?.error}`);
    return answer;
  }

  [Symbol.dispose](): void {
    this.#process.disconnect();
  }
}

function toFile(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

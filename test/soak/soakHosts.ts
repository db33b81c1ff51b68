import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { portOf } from '#scripts/vscode/workbenchProxy.ts';
import type { HostMeasure, SoakReport, SoakRequest } from './soakProtocol.ts';

/** Waits on loopback for the soak's extension in each new extension host. */
export class SoakHosts implements Disposable {
  readonly #server: Server;
  readonly #deadline: AbortSignal;

  private constructor(server: Server, deadline: AbortSignal) {
    this.#server = server;
    this.#deadline = deadline;
  }

  static async listen(deadline: AbortSignal): Promise<SoakHosts> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new SoakHosts(server, deadline);
  }

  get port(): number {
    return portOf(this.#server);
  }

  /** Resolves with the next extension host that starts. Ask before it can. */
  async next(): Promise<SoakHost> {
    const [socket]: Socket[] = await once(this.#server, 'connection', { signal: this.#deadline });
    if (!socket) throw new Error('There was no connection.');
    return new SoakHost(socket, this.#deadline);
  }

  [Symbol.dispose](): void {
    this.#server.close();
  }
}

type Settled = Extract<SoakReport, { type: 'settled' }>['result'];

/** An extension host, and what it has said so far. */
export class SoakHost {
  readonly began = new Set<number>();
  readonly settled = new Map<number, Settled>();
  readonly problems: string[] = [];
  readonly #socket: Socket;
  readonly #deadline: AbortSignal;
  #measure: HostMeasure | undefined;
  #isIdle = false;
  #wake: () => void = () => {};

  constructor(socket: Socket, deadline: AbortSignal) {
    this.#deadline = deadline;
    this.#socket = socket.on('error', () => {}); // A host that ends resets the connection.
    createInterface({ input: socket }).on('line', (line) => {
      this.#take(JSON.parse(line));
      this.#wake();
    });
  }

  send(request: SoakRequest): void {
    this.#isIdle = false;
    this.#measure = undefined;
    this.#socket.write(`${JSON.stringify(request)}\n`);
  }

  /** Starts tasks and resolves when the last of them has ended. */
  async runAll(tasks: Omit<Extract<SoakRequest, { type: 'start' }>, 'type'>): Promise<void> {
    this.send({ type: 'start', ...tasks });
    await this.#until(() => this.#isIdle);
  }

  /** Resolves when so many tasks have ended. */
  async untilEnded(count: number): Promise<void> {
    await this.#until(() => this.settled.size >= count);
  }

  async measure(): Promise<HostMeasure> {
    this.send({ type: 'measure' });
    await this.#until(() => this.#measure !== undefined);
    if (!this.#measure) throw new Error('Nothing was measured.');
    return this.#measure;
  }

  #take(report: SoakReport): void {
    if (report.type === 'began') this.began.add(report.task);
    else if (report.type === 'settled') this.settled.set(report.task, report.result);
    else if (report.type === 'problem') this.problems.push(report.text);
    else if (report.type === 'measured') this.#measure = report.measure;
    else if (report.type === 'idle') this.#isIdle = true;
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      this.#deadline.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const onAbort = (): void => reject(new Error(`The soak took too long; ${this.settled.size} tasks had ended.`));
      this.#deadline.addEventListener('abort', onAbort, { once: true });
      this.#wake = resolve;
      await promise;
      this.#deadline.removeEventListener('abort', onAbort);
    }
  }
}

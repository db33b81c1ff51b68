import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A real AI gateway, `@portkey-ai/gateway`, in a process of its own on loopback, in front of a server of ours. */
export class RealGateway {
  readonly #process: ChildProcess;
  readonly #port: number;
  readonly #upstream: string;

  private constructor(process: ChildProcess, port: number, upstream: string) {
    this.#process = process;
    this.#port = port;
    this.#upstream = upstream;
  }

  /** @param upstream the base URL, with `/v1`, of a server that speaks OpenAI's wires. */
  static async start(upstream: string): Promise<RealGateway> {
    const manifest = fileURLToPath(import.meta.resolve('@portkey-ai/gateway/package.json'));
    const child = fork(join(dirname(manifest), 'build', 'start-server.js'), ['--headless'], {
      execArgv: ['--import', new URL('gatewayPreload.mjs', import.meta.url).href],
      // Without this it forwards to no private address.
      env: { ...process.env, TRUSTED_CUSTOM_HOSTS: '127.0.0.1,localhost' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const [told]: { port: number }[] = await once(child, 'message');
    if (!told) throw new Error('The gateway did not say where it listens.');
    return new RealGateway(child, told.port, upstream);
  }

  /** The provider entry that reaches `upstream` through the gateway. */
  get config(): { baseUrl: string; headers: Record<string, string> } {
    return {
      baseUrl: `http://127.0.0.1:${this.#port}/v1`,
      headers: { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': this.#upstream },
    };
  }

  async stop(): Promise<void> {
    const exited = once(this.#process, 'exit');
    this.#process.kill();
    await exited;
  }
}

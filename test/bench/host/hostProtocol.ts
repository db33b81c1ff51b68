import type { ActivationTimes } from './timedMain.ts';

/** Holds the loopback port on which the bench waits for {@link file://./driver.ts}. */
export const benchPortVariable = 'SWITCHYARD_BENCH_PORT';

/** Built-in agents whose wires have an SDK of their own. */
export const agents = ['claude', 'gpt', 'gemini', 'local'] as const;
export type Agent = (typeof agents)[number];

/** A request as the product sent it, for the raw SDK to send again. */
export interface RawRequest {
  agent: Agent;
  /** The value that the SDK takes for a base URL. */
  baseUrl: string;
  /** The path that the product sent it to, for the wire that names the model there. */
  path: string;
  body: Record<string, unknown>;
}

/** Calls that the bench can make to the extension host. Times are milliseconds since 1970. */
export interface HostCalls {
  /** Activates an extension, by its id, that is not active yet. */
  activate: { argument: string; result: ActivationTimes };
  /** From now on notes every module that is loaded. */
  traceModules: { argument: undefined; result: void };
  /** The URLs of the modules loaded since `traceModules`. */
  readTracedModules: { argument: undefined; result: string[] };
  /** Runs a command without arguments. */
  runCommand: { argument: string; result: void };
  /** Runs a task through the product's own command, to its successful end. */
  runTask: { argument: { agent: Agent; description: string }; result: { runId: string; startedAt: number } };
  /** Sends a request with the SDK alone and reads the answer to its end. */
  runRaw: { argument: RawRequest; result: { startedAt: number; firstTextAt: number } };
}

export type HostCall = keyof HostCalls;

/** A line from the bench. */
export type HostRequest<Name extends HostCall = HostCall> = {
  [Each in Name]: { name: Each; argument: HostCalls[Each]['argument'] };
}[Name];

/** The line that answers it. */
export type HostResponse<Name extends HostCall = HostCall> = { result: HostCalls[Name]['result'] } | { error: string };

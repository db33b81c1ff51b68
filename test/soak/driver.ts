// The soak's own extension: runs tasks in the extension host, changes settings and keys meanwhile, and reports.
import { getEventListeners } from 'node:events';
import { readdir, readlink } from 'node:fs/promises';
import { connect, Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { queryObjects, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as vscode from 'vscode';
import type { SwitchyardApi } from '#api';
import type { ExecutionEvent } from '#orchestration/index.ts';
import { createRandom, pick } from './random.ts';
import { soakPortVariable, type HostMeasure, type SoakReport, type SoakRequest } from './soakProtocol.ts';
import { toSoakTask } from './soakTasks.ts';

/** Between two changes of a setting or a key. */
const changeEveryMs = 700;

/** Undici keeps sockets for some seconds after their last use. */
const settleMs = 6_000;

const socket = connect(Number(process.env[soakPortVariable]), '127.0.0.1');

function report(message: SoakReport): void {
  socket.write(`${JSON.stringify(message)}\n`);
}

function reportProblem(what: string, error: unknown): void {
  report({ type: 'problem', text: `${what}: ${error instanceof Error ? error.stack : String(error)}` });
}

let isEnding = false;

/**
 * Called when the window goes, before the product is told. What begins from now on is stopped before it sends, and what
 * ends from now on was cut off: callers may see it cancelled, but the history must say that it was interrupted.
 */
export function deactivate(): void {
  isEnding = true;
}

/** Called when the window has started. */
export function activate(): void {
  process.on('unhandledRejection', (error) => {
    // A host that is shut down cancels what its window still owes an answer for; VS Code passes these over as well.
    if (error instanceof Error && error.name === 'Canceled') return;
    reportProblem('An unhandled rejection', error);
  });
  process.on('warning', (warning) => {
    if (warning.name === 'MaxListenersExceededWarning') reportProblem('A warning', warning);
  });
  socket.on('error', () => {}); // The soak has ended.
  createInterface({ input: socket }).on('line', (line) => {
    const request: SoakRequest = JSON.parse(line);
    void answer(request).catch((error: unknown) => isEnding || reportProblem(request.type, error));
  });
  report({ type: 'ready' });
}

async function answer(request: SoakRequest): Promise<void> {
  if (request.type === 'measure') {
    report({ type: 'measured', measure: await measure() });
    return;
  }
  const api = await activateProduct();
  const { seed, from, to, atOnce } = request;
  const changes = new AbortController();
  const changing = keepChanging(seed + from, changes.signal);
  let next = from;
  const work = async (): Promise<void> => {
    for (let task = next++; task < to; task = next++) await runTask(api, seed, task);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  changes.abort();
  await changing;
  report({ type: 'idle' });
}

async function activateProduct(): Promise<SwitchyardApi> {
  const extension = vscode.extensions.getExtension<SwitchyardApi>('switchyard.switchyard');
  if (!extension) throw new Error('Switchyard is not installed.');
  const api = await extension.activate();
  await vscode.commands.executeCommand('switchyard.showResults');
  return api;
}

async function runTask(api: SwitchyardApi, seed: number, number: number): Promise<void> {
  const { cancelAfterMs, ...task } = toSoakTask(seed, number);
  const abort = new AbortController();
  let hasBegun = false;
  const timer = cancelAfterMs === undefined ? undefined : setTimeout(() => abort.abort(), cancelAfterMs);
  const { runId, status, output } = await api.executeTask({
    ...task,
    signal: abort.signal,
    onEvent: (event) => {
      if (hasBegun || isEnding || !isOfAnswer(event)) return;
      hasBegun = true;
      report({ type: 'began', task: number });
    },
  });
  clearTimeout(timer);
  if (isEnding) return;
  report({ type: 'settled', task: number, result: { runId, status, output } });
  const left = getEventListeners(abort.signal, 'abort').length;
  if (left > 0) reportProblem(`Task ${number} (${status})`, `${left} listeners were left on its signal`);
}

/** Returns whether there is only an answer to tell of because the task was sent. */
function isOfAnswer(event: ExecutionEvent): boolean {
  return event.type === 'part' ? isOfAnswer(event.event) : event.type !== 'status' && event.type !== 'agent';
}

/** Changes a setting or a key again and again, as a user and other windows might. */
async function keepChanging(seed: number, signal: AbortSignal): Promise<void> {
  const random = createRandom(seed);
  const settings = () => vscode.workspace.getConfiguration('switchyard');
  const setUser = (name: string, value: unknown) => settings().update(name, value, vscode.ConfigurationTarget.Global);
  const changes: readonly [() => Thenable<unknown>, ...(() => Thenable<unknown>)[]] = [
    () => setUser('maxConcurrent', pick(random, [16, 24, 32])),
    () => setUser('maxConcurrentPerProvider', pick(random, [16, 24, 32])),
    () => setUser('maxAttempts', pick(random, [1, 2, 3])),
    () => setUser('agents', pick(random, [undefined, { gpt: { temperature: 0.5 } }, { claude: { label: 'Other' } }])),
    () => settings().update('agent', pick(random, ['gpt', 'claude', 'local']), vscode.ConfigurationTarget.Workspace),
    () => setKey(random),
    () => setKey(random),
    () => vscode.commands.executeCommand('switchyard.removeApiKey', { provider: pick(random, ['claude', 'gpt']) }),
    () => vscode.commands.executeCommand('switchyard.cancelTask'),
  ];
  while (!signal.aborted) {
    await pick(random, changes)();
    await new Promise((resolve) => setTimeout(resolve, changeEveryMs));
  }
  await vscode.commands.executeCommand('notifications.clearAll');
}

function setKey(random: () => number): Thenable<unknown> {
  const provider = pick(random, ['claude', 'gpt', 'gemini', 'local']);
  const key = `soak-key-${Math.floor(random() * 1e9)}`;
  return vscode.commands.executeCommand('switchyard.setApiKey', { provider, key });
}

async function measure(): Promise<HostMeasure> {
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  // Finalizers of the first round free more.
  for (let round = 0; round < 4; round++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  return { heapBytes: process.memoryUsage().heapUsed, resources, files: await countFiles(), objects: countObjects() };
}

/** Counts what the process holds open. Where the system does not say (only Linux does), nothing. */
async function countFiles(): Promise<Record<string, number>> {
  const folder = '/proc/self/fd';
  const counts: Record<string, number> = {};
  for (const descriptor of await readdir(folder).catch(() => [])) {
    const target = await readlink(`${folder}/${descriptor}`).catch(() => '');
    // `socket:[4711]`, or a path.
    const kind = /history\.db[^/]*$/.exec(target)?.[0] ?? /^(socket|pipe):/.exec(target)?.[1];
    if (kind !== undefined) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function countObjects(): Record<string, number> {
  const classes = { Socket, DatabaseSync, AbortSignal, EventEmitter: vscode.EventEmitter };
  const counts: Record<string, number> = {};
  for (const [name, type] of Object.entries(classes)) counts[name] = queryObjects(type, { format: 'count' });
  for (const event of process.eventNames()) {
    counts[`listeners of the process’s ${String(event)}`] = process.listenerCount(event);
  }
  return counts;
}

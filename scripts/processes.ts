import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { SetupError } from './setupError.ts';

/**
 * Runs a program to its end and resolves to what it printed, both streams in order of arrival. Throws a
 * {@link SetupError} with the last lines of that when it fails or cannot be started.
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<string> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout?.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (output += data.toString()));
  const failure = await new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code === 0 ? undefined : `exit ${code ?? signal}`));
  });
  if (failure === undefined) return output;
  const lastLines = output.trim().split('\n').slice(-5).join(' | ');
  throw new SetupError(`${command} ${args[0] ?? ''} failed (${failure})${lastLines && `: ${lastLines}`}`);
}

const groups = new Set<ChildProcess>();
let isExitWatched = false;

/**
 * Starts a program as the leader of its own process group, so that {@link killGroup} reaches the children it forks.
 * Whatever is left when this process exits is killed then.
 */
export function spawnGroup(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  if (!isExitWatched) process.once('exit', killAllGroups);
  isExitWatched = true;
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  groups.add(child);
  return child;
}

/** Kills a program of {@link spawnGroup} with all its children. Harmless when it is gone. */
export function killGroup(child: ChildProcess): void {
  groups.delete(child);
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The whole group has ended by itself.
  }
}

function killAllGroups(): void {
  for (const child of groups) killGroup(child);
}

/**
 * Runs `action` once when the process is asked to end, then exits. The end of the parent counts as asking: npm passes
 * SIGTERM on to a shell, and that does not pass it on.
 */
export function onStopRequest(action: () => Promise<void>): void {
  let isStopping = false;
  const stop = () => {
    if (isStopping) process.exit(130);
    isStopping = true;
    clearInterval(parentWatch);
    void action().finally(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  const parent = process.ppid;
  const parentWatch = setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 500).unref();
}

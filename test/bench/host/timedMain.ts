// Stands in an extension's package where its main module stood, next to that: loads it, activates it, and notes the
// times of both. The product's own code stays as it is.
import type { ExtensionContext } from 'vscode';

/** Times that an extension took to start, in milliseconds. */
export interface ActivationTimes {
  /** Importing the main module and what it imports statically. */
  loadMs: number;
  /** `activate()`, up to the moment its result is there. */
  activateMs: number;
  /** The processor time of that: what does not grow when the machine is busy with other things. */
  activateCpuMs: number;
}

/** Under this name the times lie on `globalThis`, by extension id: extensions share a process, not modules. */
export const activationTimesKey = 'switchyardActivationTimes';

interface ExtensionModule {
  activate(context: ExtensionContext): unknown;
}

export async function activate(context: ExtensionContext): Promise<unknown> {
  const startedAt = performance.now();
  const extension: ExtensionModule = await import(new URL('extension.js', import.meta.url).href);
  const cpuBefore = process.threadCpuUsage();
  const loadedAt = performance.now();
  const api = await extension.activate(context);
  const activatedAt = performance.now();
  const { user, system } = process.threadCpuUsage(cpuBefore);
  const times: ActivationTimes = {
    loadMs: loadedAt - startedAt,
    activateMs: activatedAt - loadedAt,
    activateCpuMs: (user + system) / 1000,
  };
  const all: Record<string, ActivationTimes> = Reflect.get(globalThis, activationTimesKey) ?? {};
  Reflect.set(globalThis, activationTimesKey, { ...all, [context.extension.id]: times });
  return api;
}

// The bench's own extension: does in the extension host what the bench asks for over a loopback socket.
import { registerHooks } from 'node:module';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import * as vscode from 'vscode';
import type { ExecutionResult } from '#orchestration/index.ts';
import { createEpochClock } from './clock.ts';
import {
  benchPortVariable,
  type HostCall,
  type HostCalls,
  type HostRequest,
  type HostResponse,
} from './hostProtocol.ts';
import { streamRaw } from '#test/bench/llm/rawSdk.ts';
import { type ActivationTimes, activationTimesKey } from './timedMain.ts';

const now = createEpochClock();
const tracedModules: string[] = [];

type Handlers = {
  [Name in HostCall]: (argument: HostCalls[Name]['argument']) => Promise<HostCalls[Name]['result']>;
};

const handlers: Handlers = {
  async activate(id) {
    const extension = vscode.extensions.getExtension(id);
    if (!extension) throw new Error(`${id} is not installed.`);
    if (extension.isActive) throw new Error(`${id} is active already.`);
    await extension.activate();
    const times: Record<string, ActivationTimes> = Reflect.get(globalThis, activationTimesKey);
    const own = times[id];
    if (!own) throw new Error(`${id} has noted no times.`);
    return own;
  },
  async traceModules() {
    registerHooks({
      load(url, context, nextLoad) {
        tracedModules.push(url);
        return nextLoad(url, context);
      },
    });
  },
  readTracedModules: async () => tracedModules,
  async runCommand(command) {
    await vscode.commands.executeCommand(command);
  },
  async runTask({ agent, description }) {
    const startedAt = now();
    const run = vscode.commands.executeCommand<ExecutionResult>('switchyard.runTask', { agent, description });
    const { runId, status, error } = await run;
    if (status !== 'success') throw new Error(`The task of ${agent} ended as ${status}: ${error?.message}`);
    return { runId, startedAt };
  },
  async runRaw(request) {
    const startedAt = now();
    let firstTextAt: number | undefined;
    for await (const text of streamRaw(request)) if (text) firstTextAt ??= now();
    if (firstTextAt === undefined) throw new Error(`The SDK of ${request.agent} gave no text.`);
    return { startedAt, firstTextAt };
  },
};

/** A webview with a word in it: what any panel costs before its own page begins. */
function openEmptyPanel(): void {
  const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
  const view = vscode.window.createWebviewPanel('bench.empty', 'Empty', column, { enableScripts: true });
  view.webview.html = '<!DOCTYPE html><html lang="en"><body><main id="view">Empty</main></body></html>';
}

export function activate(): void {
  vscode.commands.registerCommand('bench.openEmptyPanel', openEmptyPanel);
  const socket = connect(Number(process.env[benchPortVariable]), '127.0.0.1').setNoDelay(true);
  socket.on('error', () => {}); // The bench is gone, and this host will soon be.
  createInterface({ input: socket }).on('line', (line) => {
    void answer(line).then((response) => socket.write(`${JSON.stringify(response)}\n`));
  });
}

async function answer(line: string): Promise<HostResponse> {
  try {
    const request: HostRequest = JSON.parse(line);
    return { result: await perform(request) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function perform<Name extends HostCall>(request: HostRequest<Name>): Promise<HostCalls[Name]['result']> {
  return handlers[request.name](request.argument);
}

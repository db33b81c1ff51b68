import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame, Page } from 'playwright-core';
import { readSimulatedRequests } from '#test/support/simulatedRequests.ts';
import { openWorkbench, type Workbench } from '#test/support/window/workbench.ts';
import { type BenchHost, BenchHosts } from './benchHost.ts';
import { type Agent, agents, benchPortVariable, type RawRequest } from './hostProtocol.ts';
import { askForFirstWords, createPaintProbe } from './paintProbe.ts';
import { emptyExtensionId, type StagedExtensions, warmUpExtensionId } from './stagedExtensions.ts';
import type { ActivationTimes } from './timedMain.ts';

const startTimeoutMs = 60_000;

const productId = 'switchyard.switchyard';
const description = 'Say in a few words what a binary search does.';

/** Time after which an extension host has done what follows its start. */
const settleMs = 1_500;

/** Time after which the work that follows a run (rendering, saving its state) is over. */
const pauseMs = 120;

/** On a busy machine no further start begins after this time, unless there are too few for a median. */
const budgetMs = 130_000;
const fewestStarts = 3;

/** One task, through the product and with the raw SDK. Milliseconds since the command, or since the SDK was called. */
export interface TaskSample {
  agent: Agent;
  /** First words in the panel's tree. */
  inPageMs: number;
  /** First words painted. */
  paintedMs: number;
  /** First words out of the SDK. */
  rawMs: number;
}

/** Measurements of one start of an extension host. */
export interface HostStart {
  product: ActivationTimes;
  empty: ActivationTimes;
  /** From the command to the first frame of the panel's page, and of an empty webview's, in milliseconds. */
  panelMs: number;
  emptyPanelMs: number;
  /** The first task of each agent: SDK and panel code run for the first time. */
  cold: TaskSample[];
  warm: TaskSample[];
}

/** Modules of the product that were loaded, as paths in its package. */
export interface LoadedModules {
  /** Until `activate()` had returned. */
  atActivation: string[];
  /** Until each agent had run a task. */
  afterTasks: string[];
}

export interface HostMeasures {
  starts: HostStart[];
  modules: LoadedModules;
}

/**
 * Opens VS Code and starts its extension host up to `count` times over. One further start comes first, unmeasured: it
 * watches what modules are loaded, and sees how the product words its requests.
 */
export async function measureHostStarts(
  extensions: StagedExtensions,
  count: number,
  warmRounds: number,
): Promise<HostMeasures> {
  using hosts = await BenchHosts.listen();
  process.env[benchPortVariable] = String(hosts.port); // VS Code's server and its extension hosts inherit it.
  const firstHost = hosts.next();
  await using workbench = await openWorkbench({
    extensionPath: extensions.product,
    otherExtensions: extensions.others,
  });
  const { modules, requests } = await watch(await firstHost, workbench);
  const starts: HostStart[] = [];
  const startedAt = Date.now();
  for (let index = 0; index < count; index++) {
    if (index >= fewestStarts && Date.now() - startedAt > budgetMs) break;
    const nextHost = hosts.next();
    await openFolder(workbench, `bench-${index}`);
    starts.push(await measureStart(await nextHost, workbench.page, requests, index, warmRounds));
  }
  return { starts, modules };
}

/** Opens a new folder in the window. In one it knows, VS Code would bring the panel back and activate the product. */
async function openFolder({ page, workspace }: Workbench, name: string): Promise<void> {
  const folder = `${workspace}-${name}`;
  await mkdir(folder);
  const url = new URL(page.url());
  url.searchParams.set('folder', folder);
  await page.goto(url.href, { timeout: startTimeoutMs });
}

async function watch(
  host: BenchHost,
  { simulated }: Workbench,
): Promise<{ modules: LoadedModules; requests: RawRequest[] }> {
  await host.call('traceModules', undefined);
  await host.call('activate', productId);
  const atActivation = await readProductModules(host);
  const requests: RawRequest[] = [];
  for (const agent of agents) {
    await host.call('runTask', { agent, description });
    const sent = (await readSimulatedRequests(simulated.origin)).at(-1);
    if (!sent?.body) throw new Error(`The request of ${agent} was not recorded.`);
    const isOpenAi = agent === 'gpt' || agent === 'local';
    requests.push({
      agent,
      baseUrl: isOpenAi ? `${simulated.origin}/v1` : simulated.origin,
      path: sent.path,
      body: sent.body,
    });
  }
  const modules = { atActivation, afterTasks: await readProductModules(host) };
  return { modules, requests };
}

async function readProductModules(host: BenchHost): Promise<string[]> {
  const urls = await host.call('readTracedModules', undefined);
  return urls.flatMap((url) => /\/switchyard\.switchyard-[^/]+\/(.+)$/.exec(url)?.[1] ?? []);
}

/** Measures one start. The first of the two takes turns from start to start. */
async function measureStart(
  host: BenchHost,
  page: Page,
  requests: readonly RawRequest[],
  index: number,
  warmRounds: number,
): Promise<HostStart> {
  await sleep(settleMs);
  await host.call('activate', warmUpExtensionId);
  const isProductFirst = index % 2 === 0;
  const early = isProductFirst ? undefined : await host.call('activate', emptyExtensionId);
  const product = await host.call('activate', productId);
  const empty = early ?? (await host.call('activate', emptyExtensionId));

  const measurePanel = () => measureOpening(host, page, 'switchyard.showResults');
  const measureEmptyPanel = () => measureOpening(host, page, 'bench.openEmptyPanel');
  // The first webview of a window pays for what all of them share: each of the two is first in every other start.
  const earlyPanelMs = isProductFirst ? await measurePanel() : undefined;
  const emptyPanelMs = await measureEmptyPanel();
  const panelMs = earlyPanelMs ?? (await measurePanel());

  await host.call('runCommand', 'switchyard.showResults');
  const probe = await (await findPanel(page)).evaluateHandle(createPaintProbe);
  const measureTask = async (request: RawRequest, isRawFirst: boolean): Promise<TaskSample> => {
    const earlyRaw = isRawFirst ? await measureRaw(host, request) : undefined;
    const run = await host.call('runTask', { agent: request.agent, description });
    const { inPageAt, paintedAt } = await probe.evaluate(askForFirstWords, run.runId);
    await sleep(pauseMs);
    return {
      agent: request.agent,
      inPageMs: inPageAt - run.startedAt,
      paintedMs: paintedAt - run.startedAt,
      rawMs: earlyRaw ?? (await measureRaw(host, request)),
    };
  };
  const cold: TaskSample[] = [];
  const warm: TaskSample[] = [];
  const inTurn = requests.map((_, offset) => requests[(index + offset) % requests.length] ?? requests[0]!);
  for (const request of inTurn) cold.push(await measureTask(request, isProductFirst));
  for (let round = 0; round < warmRounds; round++) {
    for (const request of inTurn) warm.push(await measureTask(request, (index + round) % 2 === 0));
  }
  return { product, empty, panelMs, emptyPanelMs, cold, warm };
}

async function measureRaw(host: BenchHost, request: RawRequest): Promise<number> {
  const { startedAt, firstTextAt } = await host.call('runRaw', request);
  await sleep(pauseMs);
  return firstTextAt - startedAt;
}

/** Opens a webview by a command, and closes it again. Both are asked for and seen from here, so that they can be compared. */
async function measureOpening(host: BenchHost, page: Page, command: string): Promise<number> {
  const startedAt = performance.now();
  await host.call('runCommand', command);
  const frame = await findPanel(page);
  await frame.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const openedMs = performance.now() - startedAt;
  await host.call('runCommand', 'workbench.action.closeAllEditors');
  await page.locator('iframe.webview').waitFor({ state: 'detached' });
  await sleep(pauseMs);
  return openedMs;
}

/** The frame of the panel's page, once it shows something. */
async function findPanel(page: Page): Promise<Frame> {
  const frame = page.locator('iframe.webview.ready').contentFrame().locator('iframe#active-frame');
  await frame.contentFrame().locator('#view').waitFor();
  const content = await (await frame.elementHandle())?.contentFrame();
  if (!content) throw new Error('The panel has no page.');
  return content;
}

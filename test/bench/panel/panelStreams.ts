import { join } from 'node:path';
import * as esbuild from 'esbuild';
import type { Page } from 'playwright-core';
import { projectFolder } from '#scripts/sampleWorkspace.ts';
import { PanelRuns } from '#editor/panel/panelRuns.ts';
import type { HostMessage } from '#protocol/messages.ts';
import { makeRunHead } from '#test/fakes/makeRunHead.ts';
import { openPanel } from '#test/panel/harness.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { makeLongAnswer } from './longAnswer.ts';
import { type Played, playMessages, type TimedMessage } from './panelPlayer.ts';

const deltaLength = 20;
const frameMs = 16;

/** The last word of an answer. */
export const endMark = 'THE-END';

/** Measurements of an answer that was streamed into a page. */
export interface Streamed extends Played {
  scriptMs: number;
  taskMs: number;
  bridgeBytes: number;
  /** Bytes that the page asked VS Code to keep, over all times. */
  savedBytes: number;
}

/**
 * Ways to show an answer: those of `test/bench/peers/page.mjs`, the text as it is, or nothing, which costs what playing
 * the messages takes.
 */
export type Reference = 'markdown-it' | 'react-markdown' | 'streamdown' | 'plain' | 'none';

/** An answer, and the time in which it arrives: all at once in no time. */
export interface Stream {
  text: string;
  durationMs: number;
}

/** Makes an answer of some characters. */
export function makeStream(length: number, durationMs: number): Stream {
  return toStream(makeLongAnswer(length), durationMs);
}

/** Makes a stream of a text, with the mark of its end. */
export function toStream(text: string, durationMs: number): Stream {
  return { text: `${text}\n\n${endMark}`, durationMs };
}

/**
 * Makes the messages that the host posts for a stream of small deltas: gathered by the real thing, on a clock of its
 * own.
 */
function toMessages({ text, durationMs }: Stream): TimedMessage[] {
  const messages: TimedMessage[] = [];
  let now = 0;
  let flush: (() => void) | undefined;
  const runs = new PanelRuns({
    post: (message) => messages.push([now, message]),
    keepsRuns: () => true,
    now: () => Date.now(),
    schedule: (action) => {
      flush = action;
      return { dispose: () => (flush = undefined) };
    },
  });
  const head = makeRunHead({ runId: 'run-1' });
  runs.pageReady();
  messages.length = 0;
  runs.update(head);
  flush?.();
  const length = durationMs === 0 ? text.length : deltaLength;
  const msPerDelta = (durationMs * length) / text.length;
  let flushedAt = 0;
  for (let index = 0; index * length < text.length; index += 1) {
    now = index * msPerDelta;
    if (now - flushedAt >= frameMs) {
      flushedAt = now;
      flush?.();
    }
    runs.append('run-1', { text: text.slice(index * length, (index + 1) * length) });
  }
  runs.update({ ...head, status: 'success' });
  flush?.();
  return messages;
}

/** Streams an answer into the panel's page. */
export async function streamIntoPanel(stream: Stream): Promise<Streamed> {
  const host = await openPanel({ width: 800, height: 900 });
  const messages = toMessages(stream);
  try {
    return await measureStream(host.page, messages);
  } finally {
    await host.page.context().close();
  }
}

async function measureStream(page: Page, messages: TimedMessage[], mark = endMark): Promise<Streamed> {
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable');
  const readSaved = () => page.evaluate(() => ('fakeHost' in window ? window.fakeHost.stateBytes : 0));
  const read = async () => {
    const { metrics } = await client.send('Performance.getMetrics');
    const of = (name: string) => (metrics.find((metric) => metric.name === name)?.value ?? 0) * 1000;
    return { scriptMs: of('ScriptDuration'), taskMs: of('TaskDuration') };
  };
  const handle = await page.evaluateHandle((given: TimedMessage[]) => given, messages);
  const savedBefore = await readSaved();
  const before = await read();
  const played = await handle.evaluate(playMessages, mark);
  const after = await read();
  return {
    ...played,
    scriptMs: after.scriptMs - before.scriptMs,
    taskMs: after.taskMs - before.taskMs,
    bridgeBytes: messages.reduce((sum, [, message]) => sum + Buffer.byteLength(JSON.stringify(message)), 0),
    savedBytes: (await readSaved()) - savedBefore,
  };
}

/** Streams an answer into a page with the same style that renders it in another way, at most once a frame. */
export async function streamIntoReference(stream: Stream, reference: Reference): Promise<Streamed> {
  await using browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 800, height: 900 } });
  await page.setContent(`<style>html, body { height: 100%; margin: 0 } .scroller { height: 100%; overflow: auto }
    #plain { max-width: 760px; font: 13px/1.55 sans-serif; overflow-wrap: anywhere; white-space: ${reference === 'plain' ? 'pre-wrap' : 'normal'} }
    pre { font: 13px/1.45 monospace; overflow-x: auto }</style>
    <div class="scroller"><div id="plain"></div></div>`);
  await page.addScriptTag({ content: await (peersScript ??= bundlePeers()) });
  await page.evaluate(addReference, reference);
  return await measureStream(page, toMessages(stream), reference === 'none' ? '' : endMark);
}

let peersScript: Promise<string> | undefined;

async function bundlePeers(): Promise<string> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(projectFolder, 'test/bench/peers/page.mjs')],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'chrome128',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

/** Stands on its own, since it is sent to the page as text. */
function addReference(reference: Reference): void {
  const target = document.querySelector('#plain');
  const scroller = document.querySelector('.scroller');
  if (!target || !scroller || reference === 'none') return;
  type Show = (text: string) => void;
  const renderers: Record<string, (target: Element) => Show> = Reflect.get(window, 'renderers');
  const render = renderers[reference]?.(target);
  let text = '';
  let waiting = '';
  let isRequested = false;
  const show = (): void => {
    isRequested = false;
    if (render) render(text);
    else target.append(new Text(waiting));
    waiting = '';
    scroller.scrollTop = scroller.scrollHeight;
  };
  addEventListener('message', ({ data }: MessageEvent<HostMessage>) => {
    if (data.type !== 'delta') return;
    text += data.text ?? '';
    waiting += data.text ?? '';
    if (isRequested) return;
    isRequested = true;
    requestAnimationFrame(show);
  });
}

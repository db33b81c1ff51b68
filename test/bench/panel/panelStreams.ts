import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
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

/** `none` shows nothing: what playing the messages takes is not counted. */
export type Reference = 'once' | 'eachFrame' | 'plain' | 'none';

/** An answer, and the time in which it arrives. */
export interface Stream {
  text: string;
  durationMs: number;
}

/** Makes an answer of some characters. */
export function makeStream(length: number, durationMs: number): Stream {
  return { text: `${makeLongAnswer(length)}\n\n${endMark}`, durationMs };
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
  const msPerDelta = (durationMs * deltaLength) / text.length;
  let flushedAt = 0;
  for (let index = 0; index * deltaLength < text.length; index += 1) {
    now = index * msPerDelta;
    if (now - flushedAt >= frameMs) {
      flushedAt = now;
      flush?.();
    }
    runs.append('run-1', { text: text.slice(index * deltaLength, (index + 1) * deltaLength) });
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

/** The same answer, rendered in another way in a page with the same style. */
export async function streamIntoReference(stream: Stream, kind: Reference): Promise<Streamed> {
  await using browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 800, height: 900 } });
  const marked = await readFile(join(projectFolder, 'test/bench/peers/node_modules/marked/lib/marked.umd.js'), 'utf8');
  await page.setContent(`<style>html, body { height: 100%; margin: 0 } .scroller { height: 100%; overflow: auto }
    #plain { max-width: 760px; font: 13px/1.55 sans-serif; overflow-wrap: anywhere; white-space: ${kind === 'plain' ? 'pre-wrap' : 'normal'} }
    pre { font: 13px/1.45 monospace; overflow-x: auto }</style>
    <div class="scroller"><div id="plain"></div></div>`);
  await page.addScriptTag({ content: marked });
  await page.evaluate(addReference, kind);
  const messages = toMessages(stream);
  const last = messages.at(-1);
  const all: TimedMessage[] =
    kind === 'once'
      ? [
          [0, { type: 'delta', runId: 'run-1', text: stream.text }],
          [1, last?.[1] ?? { type: 'compose' }],
        ]
      : messages;
  return await measureStream(page, all, kind === 'none' ? '' : endMark);
}

/** Stands on its own, since it is sent to the page as text. */
function addReference(kind: Reference): void {
  const target = document.querySelector('#plain');
  const scroller = document.querySelector('.scroller');
  if (!target || !scroller) return;
  const parse: (markdown: string) => string = Reflect.get(Reflect.get(window, 'marked'), 'parse');
  let text = '';
  let waiting = '';
  let isRequested = false;
  const show = (): void => {
    isRequested = false;
    if (kind === 'plain') {
      target.append(new Text(waiting));
      waiting = '';
    } else target.innerHTML = parse(text);
    scroller.scrollTop = scroller.scrollHeight;
  };
  addEventListener('message', ({ data }: MessageEvent<HostMessage>) => {
    if (data.type !== 'delta' || kind === 'none') return;
    text += data.text ?? '';
    waiting += data.text ?? '';
    if (isRequested) return;
    isRequested = true;
    requestAnimationFrame(show);
  });
}

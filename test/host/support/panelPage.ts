import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { waitUntil } from '#test/support/waitUntil.ts';

const posted: string[] = [];
let say: ((message: unknown) => void) | undefined;

// The panel is opened by the first run, after the test files were loaded: what it posts is noted on its way to the page.
const { window } = vscode;
const create = window.createWebviewPanel.bind(window);
Object.assign(window, {
  createWebviewPanel(...values: Parameters<typeof create>) {
    const panel = create(...values);
    const { webview } = panel;
    const post = webview.postMessage.bind(webview);
    const receive = webview.onDidReceiveMessage;
    Object.defineProperties(webview, {
      // Each file of tests is a bundle of its own: another may do the same.
      postMessage: {
        configurable: true,
        value: (message: unknown) => {
          posted.push(JSON.stringify(message));
          return post(message);
        },
      },
      onDidReceiveMessage: {
        configurable: true,
        value: (listener: (message: unknown) => void, ...rest: [unknown?, vscode.Disposable[]?]) => {
          say = listener;
          return receive(listener, ...rest);
        },
      },
    });
    return panel;
  },
});

/** Reads all that the panel has posted to its page, with a snapshot of what it holds now. */
export async function readPosted(): Promise<string> {
  const before = posted.length;
  sayAsPage({ type: 'ready', runIds: [], planIds: [] });
  await waitUntil('the snapshot', async () =>
    posted.slice(before).some((message) => message.includes('"type":"snapshot"')),
  );
  return posted.join('\n');
}

/** Says something to the panel as its page would. */
export function sayAsPage(message: unknown): void {
  assert.ok(say, 'no panel was opened');
  say(message);
}

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { toPlainMessage } from '#editor/ui/plainMessage.ts';

const source = resolve('src');

/** A link as VS Code 1.139 makes it in a notification (`parseLinkedText` of its sources). */
const linkPattern = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;

describe('A notification', () => {
  it('holds no link, whatever a server, a file or a setting brings', () => {
    for (const hostile of [
      'Refused. [Set API Key](command:workbench.action.terminal.sendSequence?%7B%22text%22%3A%22x%22%7D)',
      '[[a](command:x)](command:y)',
      '[a](https://evil.example) and [b](file:///etc/passwd "title")',
    ]) {
      assert.ok([...hostile.matchAll(linkPattern)].length > 0);
      assert.deepEqual([...toPlainMessage(hostile).matchAll(linkPattern)], []);
      assert.equal(toPlainMessage(hostile).replaceAll('\u2060', ''), hostile, 'and looks as it did');
    }
  });

  it('has its like in the prompt of an input box, which is shown in the same place', () => {
    const boxes = globSync('**/*.ts', { cwd: source })
      .filter((file) => file !== 'editor/ui/notifications.ts')
      .map((file) => readFileSync(resolve(source, file), 'utf8'))
      .filter((text) => /\bshowInputBox\b/.test(text) || /\.prompt = (?!toPlainMessage)/.test(text));
    assert.deepEqual(boxes, []);
  });

  it('is shown in one place; only modal questions, which VS Code shows as they are, are asked elsewhere', () => {
    const calls = globSync('**/*.ts', { cwd: source })
      .filter((file) => file !== 'editor/ui/notifications.ts')
      .flatMap((file) => [
        ...readFileSync(resolve(source, file), 'utf8').matchAll(/\.show(?:Information|Warning|Error)Message\b[^;]*;/g),
      ])
      .map(([call]) => call);
    assert.ok(calls.length > 0);
    assert.deepEqual(
      calls.filter((call) => !call.includes('modal: true')),
      [],
    );
  });
});

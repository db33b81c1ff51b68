import assert from 'node:assert/strict';
import { escapeMarkdown } from '#common/text/escapeMarkdown.ts';

describe('escapeMarkdown', () => {
  for (const text of [
    'see http://127.0.0.1:8080/reboot',
    'www.evil.example',
    'someone@evil.example',
    '<b>bold</b> &amp; <https://evil.example>',
    '[here](command:workbench.action.quit) ![x](https://evil.example/x.png)',
    '# 1. `code` | ~~gone~~ | *a* _b_ \\',
    '$(sync~spin)',
  ]) {
    it(`leaves no sign that could be markup or a link: ${text}`, () => {
      const escaped = escapeMarkdown(text);
      assert.equal(escaped.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1'), text);
      assert.doesNotMatch(escaped.replaceAll(/\\[!-/:-@[-`{-~]/g, ''), /[^a-z0-9\s]/i);
    });
  }

  it('leaves letters of every script, digits and spaces', () => {
    assert.equal(escapeMarkdown('Größe 42 文件 🙂'), 'Größe 42 文件 🙂');
  });
});

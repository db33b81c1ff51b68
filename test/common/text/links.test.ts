import assert from 'node:assert/strict';
import { toOpenableHref } from '#common/text/links.ts';

describe('a link', () => {
  for (const href of ['https://example.com/a?b=c#d', 'http://127.0.0.1:8080/']) {
    it(`to ${href} may be opened`, () => assert.equal(toOpenableHref(href), href));
  }

  const refused = [
    'mailto:someone@example.com?body=x',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    ' javascript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'command:workbench.action.quit',
    'vscode://publisher.extension/x',
    'vscode-insiders://x',
    'blob:https://example.com/x',
    'src/a.ts',
    '//example.com',
    '#top',
    '',
    'https://user@example.com/',
    'https://example.com\\@evil.example/',
    'https://example.com/\u202Egpj.exe',
    'https://exa mple.com',
    `https://example.com/${'x'.repeat(9_000)}`,
  ];
  for (const href of refused) {
    it(`to ${JSON.stringify(href.slice(0, 40))} may not`, () => assert.equal(toOpenableHref(href), undefined));
  }
});

import assert from 'node:assert/strict';
import { toPageHtml } from '#editor/panel/panelPage.ts';

describe('the page of the panel', () => {
  const html = toPageHtml({
    nonce: 'bm9uY2U=',
    scriptUri: 'https://cdn.example/panel.js',
    styleUri: 'https://cdn.example/panel.css',
    language: 'en',
  });

  it('names in its policy no place that anything may be loaded from: script and style sheet have the nonce', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
    assert.equal(
      policy,
      "default-src 'none'; script-src 'nonce-bm9uY2U='; style-src 'nonce-bm9uY2U='; base-uri 'none'; " +
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    );
    assert.deepEqual(
      html.match(/<(?:script|link|style)[^>]*>/g)?.map((tag) => tag.includes('nonce="bm9uY2U="')),
      [true, true],
    );
  });
});

import assert from 'node:assert/strict';
import { effectiveBaseUrl, keyOrigin } from '#orchestration/index.ts';

describe('keyOrigin', () => {
  it("binds a key to the origin of the provider's own service when no base URL is set", () => {
    assert.equal(keyOrigin({ type: 'anthropic-claude' }), 'https://api.anthropic.com');
    assert.equal(keyOrigin({ type: 'openai-gpt' }), 'https://api.openai.com');
    assert.equal(keyOrigin({ type: 'google-gemini' }), 'https://generativelanguage.googleapis.com');
  });

  it('binds a key to the origin of the base URL, without its path', () => {
    assert.equal(
      keyOrigin({ type: 'openai-gpt', baseUrl: 'https://proxy.example:8443/v1' }),
      'https://proxy.example:8443',
    );
  });

  it('never gives a registered type the origin that a key of another type is bound to', () => {
    const baseUrl = 'https://api.openai.com/v1';
    assert.equal(keyOrigin({ type: 'acme', baseUrl }), 'acme:https://api.openai.com');
    assert.notEqual(keyOrigin({ type: 'acme', baseUrl }), keyOrigin({ type: 'other', baseUrl }));
    assert.equal(keyOrigin({ type: 'acme' }), 'acme:');
  });

  it("knows none for VS Code's own models", () => {
    assert.equal(keyOrigin({ type: 'vscode-lm' }), undefined);
    assert.equal(keyOrigin({ type: 'vscode-lm', baseUrl: 'https://models.example' }), undefined);
    assert.equal(effectiveBaseUrl({ type: 'vscode-lm' }), undefined);
  });
});

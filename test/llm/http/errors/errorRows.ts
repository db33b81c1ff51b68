import assert from 'node:assert/strict';
import { readErrorBody, type ErrorRule } from '#llm/http/errors/errorBody.ts';
import { classify } from '#llm/http/errors/errorRules.ts';
import type { LlmErrorKind } from '#llm/index.ts';

/** A status (none: in a stream that HTTP called a success), an error as the provider documents it, and what it means. */
export type ErrorRow = [status: number | undefined, body: unknown, kind: LlmErrorKind, retryable?: false];

/** One test a row. */
export function testErrorRows(rules: readonly ErrorRule[], rows: ErrorRow[]): void {
  for (const [status, body, kind, retryable] of rows) {
    const facts = readErrorBody(body);
    const label = typeof body === 'string' ? body : (facts.message ?? JSON.stringify(body));
    it(`reads ${status ?? 'in-stream'} "${label.slice(0, 70)}" as ${kind}`, () => {
      const classification = classify(rules, facts, status ?? facts.status);
      assert.equal(classification.kind, kind);
      assert.equal(classification.retryable, retryable);
    });
  }
}

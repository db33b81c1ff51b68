import assert from 'node:assert/strict';
import * as v from 'valibot';
import { createBackground } from '#common/background.ts';
import { defineCommand, defineTaskCommand } from '#editor/ui/commands.ts';
import { FakeEditorUi } from '#test/fakes/fakeEditorUi.ts';

const schema = v.optional(v.object({ key: v.optional(v.string()), kind: v.optional(v.picklist(['a', 'b'])) }), {});

function setUp() {
  const ui = new FakeEditorUi();
  const reported: unknown[] = [];
  return { ui, reported, tools: { ui, background: createBackground((error) => reported.push(error)) } };
}

describe('A command', () => {
  it('gets its arguments as the schema has them, and may be called without any', async () => {
    const { ui, tools } = setUp();
    const command = defineCommand('switchyard.x', schema, (argument) => argument);
    assert.deepEqual(await command.invoke({ key: 'k', more: 1 }, tools), { key: 'k' });
    for (const nothing of [undefined, null, {}]) assert.deepEqual(await command.invoke(nothing, tools), {});
    assert.deepEqual(ui.notices, []);
  });

  const refused: [argument: unknown, message: string][] = [
    [{ key: 5 }, 'key: expected string, got number'],
    [{ kind: 'c' }, 'kind: expected ("a" | "b"), got "c"'],
    ['secret', 'the argument: expected Object, got string'],
    [['secret'], 'the argument: expected Object, got Array'],
  ];
  for (const [argument, message] of refused) {
    it(`is not run with ${JSON.stringify(argument)}, and says why without the value`, async () => {
      const { ui, reported, tools } = setUp();
      const command = defineCommand('switchyard.x', schema, () => assert.fail('must not be run'));
      assert.equal(await command.invoke(argument, tools), undefined);
      assert.deepEqual(ui.notices, [
        { kind: 'warning', message: `The command was called with a bad argument: ${message}`, buttons: [] },
      ]);
      assert.deepEqual(reported, []);
    });
  }

  it('that runs a task resolves to a failed result in their place', async () => {
    const { ui, tools } = setUp();
    const command = defineTaskCommand('switchyard.x', schema, () => assert.fail('must not be run'));
    const result: unknown = await command.invoke('x', tools);
    assert.partialDeepStrictEqual(result, {
      status: 'failed',
      error: { kind: 'invalidRequest', message: ui.notices[0]?.message, retryable: false },
    });
  });

  it('does not reject where an update took a part of it away, and reports that', async () => {
    const { reported, tools } = setUp();
    const missing = Object.assign(new Error('Cannot find module'), { code: 'ERR_MODULE_NOT_FOUND' });
    const command = defineTaskCommand('switchyard.x', schema, () => Promise.reject(missing));
    assert.partialDeepStrictEqual(await command.invoke(undefined, tools), {
      status: 'failed',
      error: { kind: 'updated' },
    });
    assert.deepEqual(reported, [missing]);
  });

  it('rejects with any other error', async () => {
    const { tools } = setUp();
    const command = defineCommand('switchyard.x', schema, () => Promise.reject(new Error('No.')));
    await assert.rejects(command.invoke(undefined, tools), /^Error: No\.$/);
  });
});

import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import type { Background } from '#common/background.ts';
import { isMissingPart } from '#common/missingPart.ts';
import { LlmError } from '#llm/core.ts';
import { toFailedResult } from '#orchestration/index.ts';
import type { EditorUi } from './editorUi.ts';

/** Parts of the editor that every command works with. */
interface CommandTools {
  ui: Pick<EditorUi, 'notify'>;
  background: Background;
}

/** A command of the manifest. */
export interface Command {
  readonly id: `switchyard.${string}`;
  /** Runs the command with what a menu, a keybinding or another extension passes, which may be anything. */
  invoke(argument: unknown, tools: CommandTools): Promise<unknown>;
}

/** Result of a command that could not run: bad arguments, or a part of the extension that an update removed. */
type ToFailed = (error: Error) => unknown;

/**
 * Defines a command. Arguments that do not match the schema are refused with a message. The command then resolves to
 * `toFailed` of the error, as it does where an update removed a part that it needs.
 */
export function defineCommand<Schema extends v.GenericSchema>(
  id: Command['id'],
  schema: Schema,
  run: (argument: v.InferOutput<Schema>) => unknown,
  toFailed: ToFailed = () => undefined,
): Command {
  return {
    id,
    async invoke(argument, { ui, background }) {
      // To valibot a list is an object like any other.
      const parsed = v.safeParse(schema, Array.isArray(argument) ? 'a list' : (argument ?? undefined));
      if (!parsed.success) {
        const message = l10n.t(
          'The command was called with a bad argument: {0}',
          describeIssue(parsed.issues[0], argument),
        );
        background(() => ui.notify('warning', message));
        return toFailed(new LlmError({ kind: 'invalidRequest', provider: '', message }));
      }
      try {
        return await run(parsed.output);
      } catch (error) {
        if (!(error instanceof Error && isMissingPart(error))) throw error;
        background(() => Promise.reject(error));
        return toFailed(error);
      }
    },
  };
}

/** Defines a command that resolves to the result of a run. */
export function defineTaskCommand<Schema extends v.GenericSchema>(
  id: Command['id'],
  schema: Schema,
  run: (argument: v.InferOutput<Schema>) => unknown,
): Command {
  return defineCommand(id, schema, run, (error) => ({
    ...toFailedResult(undefined, undefined, error),
    taskId: randomUUID(),
    durationSeconds: 0,
  }));
}

/** Names the place in the argument, the type that was expected there and the type that was found: a value may be a key. */
function describeIssue(
  { path, type, input, expected, received, message }: v.BaseIssue<unknown>,
  argument: unknown,
): string {
  const place = path?.map((item) => String(item.key)).join('.') ?? l10n.t('the argument');
  const value = path ? input : argument;
  const found = type === 'picklist' ? received : Array.isArray(value) ? 'Array' : typeof value;
  return l10n.t('{0}: expected {1}, got {2}', place, expected ?? message, found);
}

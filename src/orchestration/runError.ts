import { withoutUndefined } from '#common/withoutUndefined.ts';
import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { limitMessage } from '#common/text/limitText.ts';
import { toErrorMessage } from '#common/errors.ts';
import { isMissingPart, describeUpdate } from '#common/missingPart.ts';
import { Redactor } from '#common/redact.ts';
import { type AgentType, LlmError } from '#llm/core.ts';
import type { AgentTask, ExecutionError, ExecutionErrorKind, ExecutionResult } from './types.ts';

/** Why a run fails for a reason that no LLM gave. */
export class RunError extends Error {
  override readonly name = 'RunError';
  readonly kind: ExecutionErrorKind;
  readonly limit: ExecutionError['limit'];
  readonly amounts: ExecutionError['amounts'];

  constructor(
    kind: ExecutionErrorKind,
    message: string,
    details: { cause?: unknown } & Partial<Pick<ExecutionError, 'limit' | 'amounts'>> = {},
  ) {
    super(message, { cause: details.cause });
    this.kind = kind;
    this.limit = details.limit;
    this.amounts = details.amounts;
  }
}

/** Anything an LLM threw, as an {@link LlmError}: one that breaks its contract has a protocol error. */
export function toLlmError(error: unknown, type: AgentType): LlmError {
  if (error instanceof LlmError) return error;
  return new LlmError({ kind: 'protocol', provider: type, message: toErrorMessage(error), cause: error });
}

/** In characters. Wires keep what a server says shorter; another extension's LLM may say anything. */
const longestMessage = 4_000;

/** The error of a result: without any key, and with the provider's id, which is what a user can set a key for. */
export function toExecutionError(
  error: unknown,
  provider: string | undefined,
  redactor: Redactor = new Redactor(),
): ExecutionError {
  if (isMissingPart(error)) {
    return { kind: 'updated', retryable: false, message: describeUpdate() };
  }
  const clean = (text: string): string => limitMessage(redactor.redact(text), longestMessage);
  const message = clean(toErrorMessage(error));
  if (error instanceof RunError) {
    const { kind, limit, amounts } = error;
    return withoutUndefined({ kind, retryable: false, message, provider, limit, amounts });
  }
  if (!(error instanceof LlmError))
    return withoutUndefined({ kind: 'protocol' as const, retryable: false, message, provider });
  const { kind, reason, retryable, status } = error;
  const requestId = error.requestId === undefined ? undefined : redactor.redact(error.requestId);
  return withoutUndefined({ kind, reason, retryable, message, provider, status, requestId });
}

/** The options of a run that its result takes over. */
interface NamedRun {
  agent?: string | undefined;
  runId?: string | undefined;
}

/** The result of a run whose executor broke its promise and rejected. Never throws. */
export function toFailedResult(
  task: AgentTask | undefined,
  options: NamedRun | undefined,
  error: unknown,
): ExecutionResult {
  const now = new Date().toISOString();
  const agent = readText(() => options?.agent) ?? readText(() => task?.agent) ?? '';
  return {
    runId: readText(() => options?.runId) ?? randomUUID(),
    taskId: readText(() => task?.id) ?? '',
    agent,
    status: 'failed',
    output: '',
    error: toExecutionError(error, undefined),
    startedAt: now,
    completedAt: now,
    metadata: {},
  };
}

/** The result of a run whose task throws when it is read. Never throws. */
export function toUnreadableResult(error: unknown, task?: AgentTask, options?: NamedRun): ExecutionResult {
  const message = l10n.t('The task cannot be read: {0}', toErrorMessage(error));
  return toFailedResult(task, options, new RunError('invalidRequest', message, { cause: error }));
}

/** Text of a task that no compiler has seen, and whose getters may throw. */
function readText(read: () => unknown): string | undefined {
  try {
    const text = read();
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}

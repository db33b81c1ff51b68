import assert from 'node:assert/strict';
import * as l10n from '@vscode/l10n';
import {
  type AgentConfig,
  AgentRegistry,
  type AgentTask,
  type ExecutionEvent,
  type ExecutionResult,
  TaskExecutor,
  type TaskExecutorOptions,
  toProblem,
} from '#orchestration/index.ts';
import { FakeCredentials } from '#test/fakes/fakeCredentials.ts';
import { FakeLlmFactory, type FakeStep } from '#test/fakes/fakeLlm.ts';
import { FakeLogger } from '#test/fakes/fakeLogger.ts';

export const key = 'top/secret+key';
export const agents: AgentConfig[] = [
  { id: 'gpt', type: 'openai-gpt', provider: 'gpt', model: 'gpt-6.1-sol' },
  { id: 'off', type: 'openai-gpt', provider: 'gpt', model: 'm', enabled: false },
  {
    id: 'broken',
    type: 'openai-gpt',
    provider: 'gpt',
    model: 'm',
    problem: toProblem(['settings', 'x'], l10n.t('expected a string')),
  },
  { id: 'odd', type: 'unheard-of', provider: 'odd', model: 'm' },
  { id: 'local', type: 'openai-compatible', provider: 'local', model: 'm', auth: 'none', simulated: true },
  { id: 'vscode', type: 'vscode-lm', provider: 'vscode', model: 'auto', auth: 'none' },
];
export const task: AgentTask = { id: 'task-1', description: 'Explain this.', agent: 'gpt' };

export interface Setup extends Partial<TaskExecutorOptions> {
  scripts?: FakeStep[][];
  factory?: FakeLlmFactory;
}

export function setUp({ scripts, ...over }: Setup = {}) {
  const factory = over.factory ?? new FakeLlmFactory(scripts);
  const credentials = new FakeCredentials({ 'gpt@https://api.openai.com': key });
  const logger = new FakeLogger();
  const slept: number[] = [];
  const events: ExecutionEvent[] = [];
  const executor = new TaskExecutor({
    registry: new AgentRegistry(agents),
    credentials,
    logger,
    random: () => 1,
    sleep: async (milliseconds) => void slept.push(milliseconds),
    ...over,
    factory,
  });
  return {
    executor,
    factory,
    credentials,
    logger,
    slept,
    events,
    onEvent: (event: ExecutionEvent) => void events.push(event),
  };
}

export const types = (events: ExecutionEvent[]): string[] =>
  events.map((event) => (event.type === 'status' ? `status ${event.status}` : event.type));

export async function fails(kind: string, result: Promise<ExecutionResult>): Promise<ExecutionResult> {
  const settledResult = await result;
  assert.equal(settledResult.status, 'failed');
  assert.equal(settledResult.error?.kind, kind);
  assert.ok(settledResult.completedAt);
  return settledResult;
}

import {
  type AgentTask,
  ProjectOrchestrator,
  type ProjectOrchestratorOptions,
  type TaskStatus,
} from '#orchestration/index.ts';
import { FakeTaskRunner } from '#test/fakes/fakeTaskRunner.ts';

export const task = (id: string, dependencies: string[] = [], over: Partial<AgentTask> = {}): AgentTask => ({
  id,
  description: `Do ${id}.`,
  dependencies,
  ...over,
});

export function setUp(tasks: AgentTask[] = [], over: Partial<ProjectOrchestratorOptions> = {}) {
  const runner = new FakeTaskRunner();
  const orchestrator = new ProjectOrchestrator({ executor: runner, maxConcurrent: 2, ...over });
  orchestrator.addTasks(tasks);
  const statusOf = (id: string): TaskStatus | undefined => orchestrator.getTask(id)?.status;
  return { runner, orchestrator, statusOf };
}

export const ids = (items: { id?: string; taskId?: string }[]): (string | undefined)[] =>
  items.map(({ id, taskId }) => id ?? taskId);

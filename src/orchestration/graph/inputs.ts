import { cutText } from '#common/text/cutText.ts';
import type { PlanExecution } from './planExecution.ts';
import type { TaskNode } from './taskGraph.ts';
import { findReferences } from '#orchestration/runs/taskReferences.ts';
import type { AgentTask, TaskInput } from '#orchestration/types.ts';
import { shareBudget } from '#common/text/shareBudget.ts';

/**
 * A task with the outputs of others that it needs: those its description refers to, whole, since it asks for them; or else
 * those of its direct dependencies, cut to `budget` characters (UTF-16 units) in all.
 */
export function withInputs({ task, dependencies }: TaskNode, execution: PlanExecution, budget: number): AgentTask {
  if (dependencies.length === 0) return task;
  const referred = findReferences(task.description);
  if (referred.length > 0) {
    const inputs = referred.map((taskId) => {
      const node = execution.graph.get(taskId);
      return { taskId, output: (node && execution.stateOf(node).result?.output) ?? '' };
    });
    return { ...task, inputs };
  }
  const inputs = dependencies.map((dependency): TaskInput => {
    const { id: taskId, title } = dependency.task;
    const output = execution.stateOf(dependency).result?.output ?? '';
    return title === undefined ? { taskId, output } : { taskId, output, title };
  });
  return { ...task, inputs: cutInputs(inputs, budget) };
}

function cutInputs(inputs: TaskInput[], budget: number): TaskInput[] {
  const lengths = inputs.map(({ output }) => output.length);
  if (lengths.reduce((sum, length) => sum + length, 0) <= budget) return inputs;
  const shares = shareBudget(lengths, budget);
  return inputs.map((input, index) => {
    const { length } = input.output;
    const output = cutText(input.output, shares[index] ?? 0);
    return output.length < length ? { ...input, output, fullLength: length } : input;
  });
}

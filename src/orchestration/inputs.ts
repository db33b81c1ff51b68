import { cutText } from '../common/cutText.ts';
import type { TaskGraph, TaskNode } from './taskGraph.ts';
import { findReferences } from './taskReferences.ts';
import type { AgentTask, TaskInput } from './types.ts';

/**
 * A task with the outputs of others that it needs: those its description refers to, whole, since it asks for them; or else
 * those of its direct dependencies, cut to `budget` characters (UTF-16 units) in all.
 */
export function withInputs({ task, dependencies }: TaskNode, graph: TaskGraph, budget: number): AgentTask {
  if (dependencies.length === 0) return task;
  const referred = findReferences(task.description);
  if (referred.length > 0) {
    const inputs = referred.map((taskId) => ({ taskId, output: graph.get(taskId)?.result?.output ?? '' }));
    return { ...task, inputs };
  }
  const inputs = dependencies.map(({ task: { id: taskId, title }, result }): TaskInput => {
    const output = result?.output ?? '';
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

/**
 * How much each of several texts may take of a budget, in the order of their lengths: short ones are whole, and what they
 * leave is shared equally by the others.
 */
export function shareBudget(lengths: readonly number[], budget: number): number[] {
  const shares = Array.from<number>({ length: lengths.length }).fill(0);
  const order = lengths.map((_, index) => index).sort((left, right) => (lengths[left] ?? 0) - (lengths[right] ?? 0));
  let left = Math.max(0, Math.floor(budget));
  order.forEach((index, position) => {
    const share = Math.min(lengths[index] ?? 0, Math.floor(left / (order.length - position)));
    shares[index] = share;
    left -= share;
  });
  return shares;
}

import type { PlanNode, PlanView } from '#protocol/messages.ts';

/** A task of a plan that has not run yet. */
export function makePlanNode(changes: Partial<PlanNode> & { taskId: string }): PlanNode {
  return {
    title: '',
    agent: 'Claude',
    status: 'pending',
    dependencies: [],
    blockedBy: [],
    hasRun: false,
    isInterrupted: false,
    ...changes,
  };
}

const done = {
  status: 'completed',
  hasRun: true,
  durationSeconds: 8.4,
  inputTokens: 1_204,
  outputTokens: 356,
} as const;

/** A plan of ten tasks in the middle of its run: some done, one running, one failed with what it blocks. */
export function makePlanView(changes: Partial<PlanView> = {}): PlanView {
  return {
    planId: 'plan-1',
    title: 'Move the importer to the new API and prove that nothing got lost',
    actions: ['cancel', 'retry'],
    nodes: [
      makePlanNode({ taskId: 'read', title: 'Read the old importer', ...done, costUsd: 0.0089 }),
      makePlanNode({ taskId: 'schema', title: 'Write the schema', dependencies: ['read'], ...done, costUsd: 0.0121 }),
      makePlanNode({ taskId: 'risks', title: 'List the risks', agent: 'Gemini', dependencies: ['read'], ...done }),
      makePlanNode({
        taskId: 'client',
        title: 'Write the client for the new API with retries and timeouts',
        agent: 'GPT',
        status: 'in_progress',
        hasRun: true,
        dependencies: ['schema'],
        startedAt: Date.now() - 12_000,
      }),
      makePlanNode({
        taskId: 'mapping',
        title: 'Map the fields',
        status: 'failed',
        hasRun: true,
        dependencies: ['schema', 'risks'],
        durationSeconds: 1.2,
      }),
      makePlanNode({
        taskId: 'convert',
        title: 'Convert the records',
        status: 'blocked',
        dependencies: ['mapping'],
        blockedBy: ['mapping'],
      }),
      makePlanNode({ taskId: 'tests', title: 'Write tests for the client', dependencies: ['client'] }),
      makePlanNode({ taskId: 'docs', title: 'Document the client', agent: 'Local', dependencies: ['client'] }),
      makePlanNode({
        taskId: 'compare',
        title: 'Compare old and new',
        status: 'blocked',
        dependencies: ['convert', 'tests'],
        blockedBy: ['mapping'],
      }),
      makePlanNode({
        taskId: 'report',
        title: 'Report',
        status: 'blocked',
        dependencies: ['compare', 'docs'],
        blockedBy: ['mapping'],
      }),
    ],
    ...changes,
  };
}

/** A plan of `size` tasks in layers, all waiting. */
export function makeLargePlanView(size: number): PlanView {
  const nodes = Array.from({ length: size }, (_, index) =>
    makePlanNode({
      taskId: `task-${index}`,
      title: `Task number ${index} of many`,
      dependencies:
        index < 8 ? [] : [...new Set([index - 8 + (index % 3), index - 4 - (index % 4)])].map((id) => `task-${id}`),
      ...(index < size / 3 ? done : {}),
    }),
  );
  return { planId: 'plan-large', title: `A plan of ${size} tasks`, actions: ['resume'], nodes };
}

/** A task of a plan for tests: on one agent, after others, and perhaps with a fault of the simulated provider. */
export interface Step {
  id: string;
  agent: string;
  needs?: string[];
  /** As the description asks for it: `reset once`. */
  fault?: string;
}

/** The steps as a plan file, three at a time. With `usesOutputs` each names the outputs of those it needs. */
export function toStepsPlan(goal: string, steps: readonly Step[], { usesOutputs = false } = {}): string {
  const tasks = steps.map(({ id, agent, needs = [], fault }) =>
    [
      `  - id: ${id}`,
      `    agent: ${agent}`,
      `    dependencies: [${needs.join(', ')}]`,
      '    description: |',
      `      Do the step ${id}.`,
      ...(fault ? [`      simulate: ${fault}`] : []),
      ...(usesOutputs ? needs.map((need) => `      Use this: {{tasks.${need}.output}}`) : []),
      '',
    ].join('\n'),
  );
  return `version: 1\ngoal: ${goal}\nmaxConcurrent: 3\ntasks:\n${tasks.join('')}`;
}

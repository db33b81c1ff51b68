interface Turn {
  role: string;
  content?: unknown;
}

/**
 * The answer to an agent's being asked for a plan, with a task for each of the agents it was told of, or `undefined` when
 * a conversation asks for none. A goal with `simulate: bad plan` gets a plan that cannot be run, and a good one when that
 * is complained of; with `simulate: no plan` it never gets one.
 */
export function toPlanAnswer(turns: readonly Turn[]): string | undefined {
  const texts = turns.map(({ role, content }) => ({ role, text: toText(content) }));
  const instructions = texts.find(
    ({ role, text }) => /system|developer/.test(role) && text.includes('Switchyard plan'),
  );
  if (!instructions) return undefined;
  const goal = texts.find(({ role }) => role === 'user')?.text ?? '';
  if (/simulate:\s*no plan/.test(goal)) return 'I would rather talk about the tasks first (simulated).';
  const isRepair = /The plan cannot be run/.test(texts.at(-1)?.text ?? '');
  const agents = readAgents(instructions.text);
  const plan = toPlan(goal, agents, /simulate:\s*bad plan/.test(goal) && !isRepair);
  return `This plan is **simulated**.\n\n\`\`\`yaml\n${plan}\`\`\`\n\nNote: change what you like before you run it.\n`;
}

function toPlan(goal: string, agents: readonly string[], isBad: boolean): string {
  const [first = '', second = first, third = second] = agents;
  const title = (goal.split('\n', 1)[0] ?? '').replaceAll(/["\\]/g, '').slice(0, 80);
  return [
    'version: 1',
    `goal: "${title}"`,
    'tasks:',
    '  - id: look',
    '    title: Look around',
    '    description: |',
    `      List what there is to know for this goal: ${title}`,
    `    agent: ${first}`,
    '  - id: work',
    '    title: Do the work',
    '    description: |',
    `      Do the work that this goal asks for: ${title}`,
    `    agent: ${second}`,
    ...(isBad ? ['    dependencies: [check]'] : []),
    '  - id: check',
    '    title: Check the work',
    '    description: |',
    '      Check this work against what is known:',
    '      {{tasks.work.output}}',
    `    agent: ${third}`,
    '    dependencies: [look, work]',
    '',
  ].join('\n');
}

/** The ids in the list of agents: `- claude: Claude; …`. */
function readAgents(instructions: string): string[] {
  const [, list = ''] = instructions.split('The agents there are:');
  return [...(list.split('\n\n')[0] ?? '').matchAll(/^- ([^:\n]+):/gm)].map(([, id = '']) => id);
}

function toText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: { text?: string }) => part.text ?? '').join('\n');
}

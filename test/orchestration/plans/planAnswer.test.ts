import assert from 'node:assert/strict';
import {
  type AgentConfig,
  buildPlanInstructions,
  buildPlanRepair,
  parsePlan,
  readPlanAnswer,
} from '#orchestration/index.ts';

const yaml = [
  'version: 1',
  'goal: Review.',
  'tasks:',
  '  # The first one.',
  '  - id: a',
  '    description: |',
  '      Use this form:',
  '      ```ts',
  '      let a = 1;',
  '      ```',
  '  - id: b',
  '    description: Use {{tasks.a.output}}.',
  '    dependencies: [a]',
  '',
].join('\n');
const plan = {
  version: 1,
  goal: 'Review.',
  tasks: [
    { id: 'a', description: 'Use this form:\n```ts\nlet a = 1;\n```\n' },
    { id: 'b', description: 'Use {{tasks.a.output}}.', dependencies: ['a'] },
  ],
};
const json = JSON.stringify(plan, undefined, 2);

const indented = yaml.replaceAll(/^(?=.)/gm, '   ');

describe('The plan in an agent’s answer', () => {
  const answers: [how: string, answer: string][] = [
    ['alone', yaml],
    ['in a fence', `\`\`\`yaml\n${yaml}\`\`\``],
    ['in a fence of tildes', `~~~\n${yaml}~~~\n`],
    [
      'in a fence with prose around it',
      `Sure! Here is the plan:\n\n\`\`\`yml\n${yaml}\`\`\`\n\nTell me: shall I go on?\n`,
    ],
    ['in a fence that is never closed', `Here:\n\`\`\`yaml\n${yaml}`],
    ['in an indented fence', `1. The plan:\n\n   \`\`\`yaml\n${indented}   \`\`\`\n2. Run it.`],
    ['with CRLF line ends', `Here:\n\`\`\`yaml\n${yaml}\`\`\`\nDone.`.replaceAll('\n', '\r\n')],
    ['with prose around it and no fence', `Here is the plan.\n\n${yaml}\nI hope this helps. Note: it is short.\n`],
    [
      'after another block',
      `First some code about tasks:\n\`\`\`ts\nconst tasks = 1;\n\`\`\`\n\`\`\`yaml\n${yaml}\`\`\``,
    ],
    ['after one that is bad', `\`\`\`yaml\nversion: 2\ntasks: []\n\`\`\`\nBetter:\n\`\`\`yaml\n${yaml}\`\`\``],
    ['as JSON', json],
    ['as JSON in a fence', `\`\`\`json\n${json}\n\`\`\``],
    ['as JSON with prose around it', `The plan is ${json} and that is all.`],
    ['as JSON with a comma too many', json.replace(/\}\s*\]/, '},]')],
  ];
  for (const [how, answer] of answers) {
    it(`is found ${how}`, async () => {
      const found = await readPlanAnswer(answer);
      assert.deepEqual(found?.parsed.problems, []);
      assert.deepEqual(found?.parsed.plan, plan);
      assert.deepEqual((await parsePlan(found?.text ?? '', 'yaml')).plan, plan);
    });
  }

  it('keeps its comments, and is written out where it was JSON', async () => {
    assert.match((await readPlanAnswer(`\`\`\`yaml\n${yaml}\`\`\``))?.text ?? '', /# The first one\./);
    assert.match((await readPlanAnswer(json))?.text ?? '', /^version: 1\ngoal: Review\.\ntasks:\n {2}- id: a\n/);
  });

  it('is found with its problems, on the lines of the plan itself', async () => {
    const found = await readPlanAnswer(`Here:\n\n\`\`\`yaml\n${yaml.replace('[a]', '[c]')}\`\`\`\n`, {});
    assert.equal(found?.parsed.plan, undefined);
    assert.deepEqual(
      found?.parsed.problems.map(({ message, range }) => [range.start.line, message]),
      [
        [12, 'The output of "a" can be used only by a task that depends on it: add it to the dependencies.'],
        [13, 'There is no task "c".'],
      ].toReversed(),
    );
  });

  it('may be missing', async () => {
    for (const answer of ['', 'I cannot help with that.', '```ts\nlet a = 1;\n```', 'Do these tasks first.']) {
      assert.equal(await readPlanAnswer(answer), undefined, answer);
    }
  });

  it('is looked for in a hostile answer without hanging', async () => {
    for (const answer of [
      '```\n'.repeat(20_000),
      'tasks: {'.repeat(20_000),
      '`'.repeat(200_000),
      `tasks\n${' ~~~\n'.repeat(20_000)}`,
    ]) {
      await readPlanAnswer(answer);
    }
  });
});

describe('What an agent is told of plans', () => {
  const agents: AgentConfig[] = [
    {
      id: 'fast',
      type: 'openai-gpt',
      provider: 'gpt',
      model: 'gpt-mini',
      label: 'Fast\n# Rules',
      capabilities: ['review', 'tests'],
    },
  ];

  it('names the agents with what they are good at, and every property but context', async () => {
    const text = await buildPlanInstructions(agents);
    for (const line of [
      '- fast: Fast # Rules; gpt-mini; good at review, tests',
      '- id: Names the task inside the plan.',
      '- maxConcurrent (optional): ',
      '- priority (optional): ',
      'One of low, medium, high, critical.',
    ])
      assert.ok(text.includes(line), line);
    assert.ok(!text.includes('- context'));
  });

  it('holds an example that is a good plan', async () => {
    const found = await readPlanAnswer(await buildPlanInstructions(agents));
    assert.deepEqual(found?.parsed.problems, []);
    assert.equal(found?.parsed.plan?.tasks.length, 2);
  });

  it('lists the problems of a plan with their lines', async () => {
    const { problems } = await parsePlan('version: 1\ntasks:\n  - id: a\n    description: ""\n', 'yaml');
    assert.match(
      await buildPlanRepair(problems),
      /^The plan cannot be run:\n- line 4: Expected a text that is not empty\.\n\n/,
    );
    assert.match(await buildPlanRepair([]), /^There was no plan in your answer\./);
  });
});

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parsePlan } from '#orchestration/index.ts';
import type { ParsedPlan, PlanFormat, PlanProblem } from '#orchestration/index.ts';

const folder = resolve('test/fixtures/plans');
const knownAgents = ['gemini', 'claude', 'gpt'];

function read(file: string): string {
  return readFileSync(resolve(folder, file), 'utf8');
}

function parseFile(file: string): Promise<ParsedPlan> {
  return parsePlan(read(file), file.endsWith('.json') ? 'json' : 'yaml', { knownAgents });
}

/** `3:5-3:9 error: Expected a string.` */
function toLine({ range: { start, end }, severity, message }: PlanProblem): string {
  return `${start.line}:${start.column}-${end.line}:${end.column} ${severity}: ${message}`;
}

async function problemsOf(text: string, format: PlanFormat = 'yaml'): Promise<string[]> {
  const { plan, problems } = await parsePlan(text, format);
  assert.ok(plan === undefined || problems.every(({ severity }) => severity === 'warning'));
  return problems.map(toLine);
}

const task = '  - id: a\n    description: Do a.\n';

describe('parsePlan', () => {
  it('reads every property, from YAML and from JSON alike', async () => {
    const [yaml, json] = [
      await parseFile('valid/everything.switchyard.yaml'),
      await parseFile('valid/everything.switchyard.json'),
    ];
    assert.deepEqual([yaml.problems, json.problems], [[], []]);
    assert.deepEqual(yaml.plan, JSON.parse(read('valid/everything.switchyard.json')));
    assert.deepEqual(json.plan, yaml.plan);
  });

  it('lets a task use the outputs of all that it waits for, also through others', async () => {
    const chain = `version: 1\ntasks:\n${task}  - { id: b, description: x, dependencies: [a] }\n`;
    const use = (id: string) => `${chain}  - { id: c, description: "{{tasks.${id}.output}}", dependencies: [b] }\n`;
    assert.deepEqual(await problemsOf(use('a')), []);
    assert.match((await problemsOf(use('c'))).join(), /cannot use its own output/);
  });

  it('says where each task stands', async () => {
    const { tasks } = await parseFile('valid/everything.switchyard.yaml');
    assert.deepEqual(
      tasks.map(({ id, title, nameRange, range }) => [
        id,
        title,
        nameRange.start.line,
        range.start.line,
        range.end.line,
      ]),
      [
        ['review', 'Review the cart', 6, 6, 25],
        ['second_look', undefined, 26, 26, 33],
        ['3', 'Mend it', 34, 34, 41],
      ],
    );
  });

  it('reads a document that begins with ---, and one with CRLF line ends and a byte order mark', async () => {
    const plan = { version: 1, tasks: [{ id: 'a', description: 'Do a.' }] };
    for (const text of [
      `---\nversion: 1\ntasks:\n${task}`,
      `\ufeffversion: 1\ntasks:\n${task}`.replaceAll('\n', '\r\n'),
    ]) {
      assert.deepEqual((await parsePlan(text, 'yaml')).plan, plan);
    }
  });
});

describe('An invalid plan', () => {
  const files = readdirSync(resolve(folder, 'invalid')).filter((file) => /\.(yaml|json)$/.test(file));

  it('has a corpus of at least 40', () => assert.ok(files.length >= 40, `${files.length}`));

  for (const file of files) {
    it(`is told of at the right place: ${file}`, async () => {
      const { plan, problems } = await parseFile(`invalid/${file}`);
      assert.equal(problems.map((problem) => `${toLine(problem)}\n`).join(''), read(`invalid/${file}.problems`));
      assert.ok(problems.length > 0);
      assert.equal(
        plan === undefined,
        problems.some(({ severity }) => severity === 'error'),
      );
    });
  }
});

describe('A hostile plan', function () {
  this.timeout(60_000);
  const deep = 'The file nests more than 40 levels deep.';
  const cases: [what: string, text: string, format: PlanFormat, problem: RegExp][] = [
    [
      'of 10 MB',
      `version: 1\n${'# padding\n'.repeat(1_000_000)}`,
      'yaml',
      /^1:1-1:11 error: The file has 10,000,011 char/,
    ],
    ['of 10 MB on one line', 'x'.repeat(10_000_000), 'json', /^1:1-1:1001 error: The file has 10,000,000 characters/],
    // V8 ends the process on this one if it reaches the composer of the YAML library.
    ['of lists in lists', `${'- '.repeat(100_000)}x`, 'yaml', new RegExp(deep)],
    ['of keys in keys', '? '.repeat(20_000), 'yaml', new RegExp(deep)],
    ['of brackets', '['.repeat(100_000), 'yaml', new RegExp(deep)],
    ['of braces', '{a: '.repeat(20_000), 'yaml', new RegExp(deep)],
    ['of closed brackets', '['.repeat(5_000) + ']'.repeat(5_000), 'yaml', new RegExp(deep)],
    ['of brackets in JSON', '['.repeat(100_000), 'json', new RegExp(`^1:42-1:43 error: ${deep}`)],
    [
      'of indented keys',
      Array.from({ length: 1_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      'yaml',
      new RegExp(deep),
    ],
    ['of anchors', '&a '.repeat(50_000), 'yaml', /at most one anchor/],
    ['of directives', '%x\n'.repeat(50_000), 'yaml', /directives-end/],
    ['of documents', '---\n'.repeat(50_000), 'yaml', /^2:1-2:4 error: A plan file holds one document/],
    ['of a string without an end', `{ "goal": "${'x'.repeat(900_000)}`, 'json', /never closed|not closed/],
    [
      'of keys',
      Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join('\n'),
      'yaml',
      /^1:1-1:3 error: Unknown/,
    ],
    [
      'of tasks that each wait for one that there is not',
      JSON.stringify({
        version: 1,
        tasks: Array.from({ length: 8_000 }, (_, index) => ({
          id: `some-task-${index}`,
          description: 'x',
          dependencies: [`other-job-${index}`],
        })),
      }),
      'json',
      /There is no task "other-job-99"/,
    ],
    [
      'of tasks that each use an output that there is not',
      JSON.stringify({
        version: 1,
        tasks: Array.from({ length: 8_000 }, (_, index) => ({
          id: `some-task-${index}`,
          description: `{{tasks.other-job-${index}.output}}`,
        })),
      }),
      'json',
      /There is no task "other-job-99"/,
    ],
    [
      'of ids without end that are nearly alike',
      `{ "version": 1, "tasks": [{ "id": "${'a'.repeat(400_000)}", "description": "x", "dependencies": ["${'a'.repeat(399_999)}b"] }] }`,
      'json',
      /There is no task "a+b"/,
    ],
    ['of equal keys', 'a: 1\n'.repeat(20_000), 'yaml', /^2:1-2:2 error: The property "a" stands here twice/],
    ['of quotes', "a: '\n".repeat(20_000), 'yaml', /never closed/],
  ];
  for (const [what, text, format, problem] of cases) {
    it(`${what} is refused with a message`, async () => {
      const problems = await problemsOf(text, format);
      assert.match(problems.join('\n'), problem);
      assert.ok(problems.length <= 100);
    });
  }

  it('is refused for a cycle behind any number of warnings', async () => {
    const tasks = Array.from({ length: 300 }, (_, index) => ({ id: `t${index}`, description: 'x', agent: 'nobody' }));
    const cycle = [
      { id: 'a', description: 'x', dependencies: ['b'] },
      { id: 'b', description: 'x', dependencies: ['a'] },
    ];
    const source = JSON.stringify({ version: 1, tasks: [...tasks, ...cycle] });
    const { plan } = await parsePlan(source, 'json', { knownAgents: ['gpt'] });
    assert.equal(plan, undefined);
  });

  it('cannot reach the prototype of anything', async () => {
    const yaml = `version: 1\n__proto__: { polluted: 1 }\nconstructor: { prototype: { polluted: 1 } }\ntasks:\n${task}`;
    await parsePlan(yaml, 'yaml');
    await parsePlan('{ "__proto__": { "polluted": 1 }, "tasks": [] }', 'json');
    assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
    assert.equal(({} as { polluted?: number }).polluted, undefined);
  });

  it('whose aliases stay within bounds is read, one with a thousand uses of a long one is not', async () => {
    const list = `[${'x, '.repeat(50)}x]`;
    const uses = (count: number): string =>
      `version: 1\ntasks:\n  - id: a\n    description: Do a.\n    dependencies: &list ${list}\n${Array.from({ length: count }, (_, index) => `  - { id: t${index}, description: x, dependencies: *list }\n`).join('')}`;
    assert.match((await problemsOf(uses(5))).join(), /There is no task "x"/);
    assert.match((await problemsOf(uses(1_000))).join(), /aliases of this file stand for more than 10,000 values/);
  });

  it('that is broken off anywhere never throws', async () => {
    for (const format of ['yaml', 'json'] as const) {
      const text = read(`valid/everything.switchyard.${format}`);
      for (let length = 0; length < text.length; length += 3) await problemsOf(text.slice(0, length), format);
    }
  });

  it('in which characters are replaced at random never throws', async () => {
    const characters = ['\t', '\n', ':', '-', '"', "'", '{', '[', '&', '*', '!', '|', '%', '#', ',', '\0', '\\', '😀'];
    let seed = 7;
    const pick = (limit: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % limit;
    };
    for (const format of ['yaml', 'json'] as const) {
      const text = read(`valid/everything.switchyard.${format}`);
      for (let round = 0; round < 300; round++) {
        const at = pick(text.length);
        await problemsOf(`${text.slice(0, at)}${characters[pick(characters.length)]}${text.slice(at + 1)}`, format);
      }
    }
  });

  it('of ten thousand tasks in a chain is read', async () => {
    const tasks = Array.from({ length: 10_000 }, (_, index) => ({
      id: `t${index}`,
      description: 'x',
      ...(index > 0 && { dependencies: [`t${index - 1}`] }),
    }));
    const { plan, problems } = await parsePlan(JSON.stringify({ version: 1, tasks }), 'json');
    assert.deepEqual(problems, []);
    assert.equal(plan?.tasks.length, 10_000);
  });
});

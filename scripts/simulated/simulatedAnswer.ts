import { type Wire, withoutCode } from './simulatedFaults.ts';

/** The facts that an answer is made from. */
interface Task {
  /** The first sentence. */
  title: string;
  file: string | undefined;
  languageId: string;
  code: string | undefined;
}

/** Real answers for the sample workspace, so that what is applied to its files makes sense. */
const sampleEdits: readonly [from: string, to: string][] = [
  ['range(len(items) - 1)', 'range(len(items))'],
  ["return 'Hello, ' + name + '!';", 'return `Hello, ${name}!`;'],
  [
    '// TODO: add a function greetAll(names) that greets several people in one sentence, with commas and a final "and".',
    [
      '/** Greets several people in one sentence. */',
      'export function greetAll(names: string[]): string {',
      "  return greet(new Intl.ListFormat('en').format(names));",
      '}',
    ].join('\n'),
  ],
];

/** The text of the last turn of the user in a request body. */
export function toPrompt(wire: Wire, body: object | undefined): string {
  const { messages, input, contents }: { messages?: unknown; input?: unknown; contents?: unknown } = body ?? {};
  if (typeof input === 'string') return input;
  const turns = wire === 'gemini' ? contents : wire === 'responses' ? input : messages;
  if (!Array.isArray(turns)) return '';
  const last: { content?: unknown; parts?: unknown } | undefined = turns.findLast(
    (turn: { role?: string }) => turn.role === 'user' || turn.role === undefined,
  );
  const content = last?.content ?? last?.parts;
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: { text?: string }) => part.text ?? '').join('\n');
}

/** A Markdown answer that looks like a model's, says that it is none, and echoes what the prompt is about. */
export function toAnswer(prompt: string, options: { isLong?: boolean } = {}): string {
  const task = toTask(prompt);
  const place = task.file ? ` in \`${task.file}\`` : '';
  const sections = [
    `## ${task.title}`,
    `This answer is **simulated**: it was written by the test provider, not by a model, to show how an answer ` +
      `streams in. The request reached the provider whole, ${prompt.length} characters of it${place}.`,
    `\`\`\`${task.languageId}\n${toCode(task)}\n\`\`\``,
    ['What a real answer would tell you:', '', ...toPoints(task).map((point) => `- ${point}`)].join('\n'),
  ];
  if (options.isLong) {
    for (let part = 1; part <= 40; part++) {
      sections.push(
        `### Part ${part}`,
        `Paragraph ${part} of a long simulated answer. `.repeat(6).trim(),
        `\`\`\`${task.languageId}\n${toCode(task)}\n\`\`\``,
      );
    }
  }
  return `${sections.join('\n\n')}\n`;
}

function toTask(prompt: string): Task {
  const fence = /(`{3,})([\w+#.-]*)[^\n]*\n([\s\S]*?)\n?\1/.exec(prompt);
  const prose = withoutCode(prompt);
  const firstLine = prose.split('\n').find((line) => /\w/.test(line)) ?? 'A task without words';
  return {
    title: toFirstSentence(firstLine.replace(/^[#>*\-\s]+/, '')),
    file: /[\w@./-]*\w\.(?:[cm]?[jt]sx?|py|md|json|go|rs|java|cs|rb|php|css|html|ya?ml|txt|sh)\b/.exec(prose)?.[0],
    languageId: fence?.[2] || 'ts',
    // A selected TODO comes as the description itself; then its own answer is the code.
    code: fence?.[3] ?? sampleEdits.find(([from]) => prompt.includes(from))?.[0],
  };
}

function toFirstSentence(text: string): string {
  const sentence = /^.*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text;
  return sentence.length > 100 ? `${sentence.slice(0, 99)}…` : sentence;
}

function toCode(task: Task): string {
  if (!task.code) return 'const answer = 42; // simulated';
  return sampleEdits.reduce((code, [from, to]) => code.replace(from, () => to), task.code);
}

function toPoints(task: Task): string[] {
  const lines = task.code?.split('\n').length ?? 0;
  return [
    lines > 0
      ? `what the ${lines} selected ${lines === 1 ? 'line does' : 'lines do'};`
      : 'what it made of the question;',
    'why it changed what it changed;',
    'what to look at before you *apply* it.',
  ];
}

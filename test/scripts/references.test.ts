import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, matchesGlob, posix } from 'node:path';
import { projectFolder } from '#scripts/sampleWorkspace.ts';

/** The texts of a tree, by their paths from its root, with `/`. */
type Tree = ReadonlyMap<string, string>;

/** Holds the files that examples speak of, besides `src/a.ts` and others of one letter. */
const sampleWorkspace = 'test/fixtures/workspace';
const example = /\/[a-z]\.\w+\**$/;

/** A link of Markdown, `[text](target)` or `![text](target)`. */
const link = /\]\(([^()\s]+)\)/g;

/** A path from the root or by an alias: `src/llm/types.ts`, `#llm/types.ts`, `test/llm/*.test.ts`, `src/llm/`. */
const pathPattern = /(?<![\w./@$}:-])(?:(?:src|media|test|scripts|docs|l10n|\.github|\.ci)|#\w+)\/[\w.*/-]*[\w*/]/g;

/** A file of ours by the end of its path: `wires/claude/claude.ts`, `http/*.ts`. */
const pathEnd = /(?<![\w./@#*-])[\w*-]+(?:\/[\w*.-]+)*\/[\w*.-]+\.(?:ts|mjs|css)\b/g;

/** A file of ours by its name alone. */
const fileName = /(?<![\w./@#*-])[a-z]\w{3,}(?:\.test)?\.(?:ts|mjs)\b(?!\()/g;

/** A file with what it declares: `src/llm/types.ts` (`LlmEvent`, `LlmError.kind`). */
const declared = /`([\w./]+)` \((`[\w.]+`(?:, `[\w.]+`)*)\)/g;

/** A setting or a command. */
const contributed = /`(switchyard\.[\w.]+)`/g;

/** A script of package.json. */
const script = /\bnpm run (?:-s |--silent )?([\w:]+)/g;

describe('what documents and comments refer to', () => {
  it('exists: files, what they declare, headings, settings, commands and scripts', () => {
    const tree = readTree();
    assert.ok([...tree.keys()].filter((file) => file.endsWith('.md')).length > 8);
    assert.deepEqual(findDeadReferences(tree), []);
  });

  const planted: { text: string; file?: string; dead?: string }[] = [
    { text: 'See [the guide](docs/guide.md).' },
    { text: 'See [the guide](docs/guide.md#all-settings-and-more).' },
    { text: 'See [below](#here).\n\n## Here' },
    { text: 'See [the web](https://example.com/nothing.md).' },
    { text: 'It is in `src/llm/types.ts`, `src/llm/`, `#llm/types.ts` and `src/*/*.ts`; `npm run check`.' },
    { text: 'It is in `llm/types.ts` and `*/*.ts`.' },
    { text: 'For instance src/cart.py and src/a.ts.' },
    { text: '// See src/llm/types.ts and types.ts.\nconst path = "src/llm/gone.ts";', file: 'src/a.ts' },
    { text: 'See [the guide](docs/gone.md).', dead: 'docs/gone.md' },
    { text: 'See [the guide](docs/guide.md#gone).', dead: 'docs/guide.md#gone' },
    { text: 'See [below](#gone).\n\n```\n# gone\n```', dead: '#gone' },
    { text: '![A picture](docs/gone.png)', dead: 'docs/gone.png' },
    { text: 'It is in `src/llm/gone.ts`.', dead: 'src/llm/gone.ts' },
    { text: 'They are in src/gone/.', dead: 'src/gone/' },
    { text: 'They are in `src/gone/*.ts`.', dead: 'src/gone/*.ts' },
    { text: 'It is in `#llm/gone.ts`.', dead: '#llm/gone.ts' },
    { text: 'It is in `llm/gone.ts`.', dead: 'llm/gone.ts' },
    { text: 'It is in goneFile.ts.', dead: 'goneFile.ts' },
    { text: '`src/llm/types.ts` (`LlmEvent`) is there.' },
    { text: '`src/llm/types.ts` (`LlmEvent`, `LlmEvent.gone`) is there.', dead: 'src/llm/types.ts `LlmEvent.gone`' },
    { text: 'Set `switchyard.agent`.' },
    { text: 'Set `switchyard.gone`.', dead: 'switchyard.gone' },
    { text: 'Run `npm run gone`.', dead: 'npm run gone' },
    { text: '/**\n * See src/llm/gone.ts.\n */', file: 'src/a.ts', dead: 'src/llm/gone.ts' },
    { text: 'call(); // as goneFile.ts does', file: 'src/a.ts', dead: 'goneFile.ts' },
  ];
  for (const { text, file = 'README.md', dead } of planted) {
    it(`${dead === undefined ? 'lets' : 'does not let'} ${file} say ${JSON.stringify(text)}`, () => {
      const tree = new Map([
        ['docs/guide.md', '# Guide\n\n## All `settings`, and more'],
        ['src/llm/types.ts', 'export interface LlmEvent {}'],
        [`${sampleWorkspace}/src/cart.py`, ''],
        ['package.json', '{ "scripts": { "check": "" }, "contributes": { "switchyard.agent": {} } }'],
        [file, text],
      ]);
      assert.deepEqual(findDeadReferences(tree), dead === undefined ? [] : [`${file}: ${dead}`]);
    });
  }
});

/** The texts of the project's documents and sources; of other files the names. */
function readTree(): Tree {
  const madeFolders = new Set(['node_modules', 'dist', 'out', '.git']);
  const files = readdirSync(projectFolder, { withFileTypes: true }).flatMap((entry) => {
    if (madeFolders.has(entry.name)) return [];
    if (!entry.isDirectory()) return [entry.name];
    const inside = readdirSync(join(projectFolder, entry.name), { recursive: true, encoding: 'utf8' });
    return inside.map((path) => posix.join(entry.name, path.replaceAll('\\', '/')));
  });
  const hasText = /\.(?:md|ts|mjs|js|css)$|^package\.json$/;
  const isOurs = (file: string): boolean => !file.includes('/node_modules/');
  return new Map(
    files
      .filter(isOurs)
      .map((file) => [file, hasText.test(file) ? readFileSync(join(projectFolder, file), 'utf8') : '']),
  );
}

/** Each reference to what is not there, as `file: reference`. */
function findDeadReferences(tree: Tree): string[] {
  const files = [...tree.keys()];
  const fileNames = new Set(files.map((file) => posix.basename(file)));
  const manifest = tree.get('package.json') ?? '{}';
  const { scripts = {} }: { scripts?: object } = JSON.parse(manifest);
  const hasFile = (pattern: string): boolean =>
    pattern.includes('*') ? files.some((file) => matchesGlob(file, pattern)) : tree.has(pattern);
  const hasFolder = (path: string): boolean => files.some((file) => file.startsWith(path.replace(/\/?$/, '/')));
  const isThere = (reference: string): boolean => {
    if (example.test(reference)) return true;
    const target = reference.replace(/^#(?=media|scripts|test)/, '').replace(/^#/, 'src/');
    return [target, `${sampleWorkspace}/${target}`].some((one) => hasFile(one) || hasFolder(one));
  };
  const endsLike = (end: string): boolean =>
    example.test(end) || files.some((file) => file.endsWith(`/${end}`)) || hasFile(end) || hasFile(`**/${end}`);
  const isOfExamples = (file: string): boolean =>
    file.startsWith('test/fixtures/') || file === 'test/scripts/references.test.ts';
  return files
    .filter((file) => !isOfExamples(file))
    .flatMap((file) => {
      const text = tree.get(file) ?? '';
      const isDocument = file.endsWith('.md');
      const said = isDocument ? text : toComments(text);
      const links = isDocument ? [...text.matchAll(link)].map(([, target = '']) => target) : [];
      const withoutLinks = isDocument ? said.replace(link, ']') : said;
      const dead = [
        ...links.filter((target) => !/^\w+:/.test(target) && !leadsSomewhere(tree, file, target)),
        ...[...withoutLinks.matchAll(pathPattern)].map(([found]) => found).filter((found) => !isThere(found)),
        ...[...withoutLinks.matchAll(pathEnd)].map(([found]) => found).filter((found) => !endsLike(found)),
        ...[...withoutLinks.matchAll(fileName)].map(([found]) => found).filter((found) => !fileNames.has(found)),
        ...[...withoutLinks.matchAll(declared)].flatMap(([, path = '', names = '']) =>
          names
            .split(', ')
            .filter((name) => !declares(tree.get(path), name.slice(1, -1)))
            .map((name) => `${path} ${name}`),
        ),
        ...(isDocument ? [...text.matchAll(contributed)] : [])
          .map(([, id = '']) => id)
          .filter((id) => !manifest.includes(`"${id}"`)),
        ...[...withoutLinks.matchAll(script)]
          .filter(([, name = '']) => !Object.hasOwn(scripts, name))
          .map(([found]) => found),
      ];
      return [...new Set(dead)].map((reference) => `${file}: ${reference}`);
    });
}

/** Returns whether a relative link of a document leads to a file, and to a heading of it where it names one. */
function leadsSomewhere(tree: Tree, from: string, target: string): boolean {
  const [relative = '', anchor] = target.split('#');
  const file = relative === '' ? from : posix.join(posix.dirname(from), relative);
  const text = tree.get(file);
  if (text === undefined) return anchor === undefined && [...tree.keys()].some((one) => one.startsWith(`${file}/`));
  return anchor === undefined || toAnchors(text).includes(anchor);
}

/** Returns whether a source, where it is known, holds each word of a name such as `Panel.append`. */
function declares(source: string | undefined, name: string): boolean {
  return source === undefined || name.split('.').every((word) => new RegExp(`\\b${word}\\b`).test(source));
}

/** The anchors that GitHub gives to the headings of a document. */
function toAnchors(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '');
  return [...prose.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The comments of a source: whole lines of them, and what stands behind code. */
function toComments(source: string): string {
  const lines = source.split('\n').map((line) => /^\s*(?:\/\/|\/?\*).*|\s\/\/ .*$/.exec(line)?.[0] ?? '');
  return lines.join('\n');
}

// Prints the measures of the code's structure: `npm run measures`; `npm run measures -- --list` names every finding.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectFolder } from './sampleWorkspace.ts';

const run = promisify(execFile);

/** Most files that a folder may hold. */
const maxFolderFiles = 20;

/** Most lines that a file of `src` or `media` may have. */
const maxFileLines = 350;

/** A file of the project, with its path from the project's folder. */
export interface HouseFile {
  path: string;
  text: string;
}

/** Reads the TypeScript files that git knows or would add below some folders; fixtures and deleted files are left out. */
export async function readHouse(folders: readonly string[]): Promise<HouseFile[]> {
  const paths = (await listHouse(folders)).filter((path) => path.endsWith('.ts'));
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(join(projectFolder, path), 'utf8') })));
}

/** Lists the files that git knows or would add below some folders, without fixtures and deleted files. */
export async function listHouse(folders: readonly string[]): Promise<string[]> {
  const list = async (...kinds: string[]): Promise<string[]> => {
    const { stdout } = await run('git', ['ls-files', ...kinds, '--exclude-standard', '--', ...folders], {
      cwd: projectFolder,
    });
    return stdout.split('\n').filter(Boolean);
  };
  const deleted = new Set(await list('--deleted'));
  const paths = new Set(await list('--cached', '--others'));
  return [...paths].filter((path) => !path.startsWith('test/fixtures/') && !deleted.has(path));
}

/** Finds the folders that hold more files than a reader surveys. */
export function findFullFolders(paths: readonly string[]): string[] {
  const full = countByFolder(paths).filter(({ files }) => files > maxFolderFiles);
  return full.map(({ folder, files }) => `${folder}: ${files} files`);
}

/** Finds the files that are longer than a reader surveys. */
export function findLongFiles(files: readonly HouseFile[]): string[] {
  const long = files.filter((file) => countLines(file) > maxFileLines);
  return long.map((file) => `${file.path}: ${countLines(file)} lines`);
}

/** Counts the files that lie directly in each folder, the fullest folder first. */
function countByFolder(paths: readonly string[]): { folder: string; files: number }[] {
  const byFolder = Map.groupBy(paths, (path) => path.slice(0, path.lastIndexOf('/')));
  return [...byFolder]
    .map(([folder, { length: files }]) => ({ folder, files }))
    .toSorted((a, b) => b.files - a.files || a.folder.localeCompare(b.folder));
}

/** Returns the number of lines of a file that ends in a line break. */
function countLines({ text }: HouseFile): number {
  return text.split('\n').length - 1;
}

const declaration =
  /^export (?:declare )?(?:async )?(?:abstract )?(?:function\*?|class|const|let|interface|type|enum) +([\w$]+)/gm;

/** Finds the names that more than one file exports a declaration of, types included. A re-export declares nothing. */
export function findNamesDeclaredTwice(files: readonly HouseFile[]): string[] {
  const places = new Map<string, Set<string>>();
  for (const { path, text } of files) {
    for (const [, name = ''] of text.matchAll(declaration)) places.set(name, (places.get(name) ?? new Set()).add(path));
  }
  return [...places]
    .filter(([, paths]) => paths.size > 1)
    .map(([name, paths]) => `${name}: ${[...paths].join(', ')}`)
    .toSorted();
}

/** Finds the docstrings that begin with a question word instead of a noun or a verb. */
export function findHeadlessDocstrings(files: readonly HouseFile[]): string[] {
  return find(files, /\/\*\*[\s*]*(?:What|How|Where|Who|That|Which|When|Whether|If)\b.*/g);
}

/** Finds the objects that are spread only under a condition. */
export function findConditionalSpreads(files: readonly HouseFile[]): string[] {
  return find(files, /\.\.\.\((?:(?!\.\.\.|=>|;)[^{}])*?&&\s*\{[^.}]*/g);
}

function find(files: readonly HouseFile[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map(
      ({ 0: found, index }) => `${path}:${text.slice(0, index).split('\n').length}: ${found.replace(/\s+/g, ' ')}`,
    ),
  );
}

async function findCircles(): Promise<string[]> {
  const oxlint = join(projectFolder, 'node_modules', '.bin', 'oxlint');
  const { stdout } = await run(oxlint, ['-f', 'json', 'src', 'media', 'scripts', 'test'], {
    cwd: projectFolder,
    maxBuffer: 2 ** 26,
  }).catch((failure: { stdout: string }) => failure);
  const { diagnostics }: { diagnostics: { code: string; message: string; filename: string }[] } = JSON.parse(stdout);
  return diagnostics
    .filter(({ code }) => code.includes('no-cycle'))
    .map((found) => `${found.filename}: ${found.message}`);
}

async function main(): Promise<void> {
  const code = await readHouse(['src', 'media']);
  const all = await readHouse(['src', 'media', 'scripts', 'test']);
  const byLines = code.toSorted((a, b) => countLines(a) - countLines(b));
  const largest = byLines.at(-1)!;
  const [fullest] = countByFolder(await listHouse(['src', 'media', 'scripts', 'test']));
  const findings = {
    'circles, types included': await findCircles(),
    'exported names declared twice': findNamesDeclaredTwice(code),
    'docstrings without a head': findHeadlessDocstrings(code),
    'docstrings without a head, scripts and tests': findHeadlessDocstrings(all).filter(
      (line) => !/^(src|media)\//.test(line),
    ),
    'conditional spreads': findConditionalSpreads(code),
  };
  console.log(`fullest folder: ${fullest?.files} files (${fullest?.folder})`);
  console.log(`median file: ${countLines(byLines[byLines.length >> 1]!)} lines of ${code.length} files`);
  console.log(`largest file: ${countLines(largest)} lines (${largest.path})`);
  console.log(`lines of src and media: ${code.reduce((sum, file) => sum + countLines(file), 0)}`);
  for (const [name, found] of Object.entries(findings)) {
    console.log(`${name}: ${found.length}`);
    if (process.argv.includes('--list')) for (const line of found) console.log(`  ${line}`);
  }
}

if (import.meta.main) await main();

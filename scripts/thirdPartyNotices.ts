import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './sampleWorkspace.ts';
import { SetupError } from './setupError.ts';

/** The part of esbuild's report on a bundle that is read here. */
export interface BundleFacts {
  inputs: Record<string, unknown>;
}

/** Licences that may be shipped inside an extension under MIT without asking anybody. */
const allowedLicenses: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Unlicense',
]);

/** The folders of the packages that a bundle was really made of, sorted; a nested copy counts as one of its own. */
export function findBundledPackages(bundles: readonly BundleFacts[]): string[] {
  const folders = new Set<string>();
  for (const input of bundles.flatMap(({ inputs }) => Object.keys(inputs))) {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0];
    // The bundler names a module by its path from the project, which may lead out of it.
    if (folder !== undefined) folders.add(folder.slice(folder.indexOf('node_modules/')));
  }
  return [...folders].sort();
}

/**
 * The notice that goes with the package: every library in it with its version, licence and the licence's text. Throws a
 * {@link SetupError} for a library whose licence is not on the list or whose text is missing.
 */
export function toNotices(packageFolders: readonly string[], root: string = projectFolder): string {
  const sections = packageFolders.map((folder) => describePackage(join(root, folder)));
  return [
    'Switchyard holds the following libraries. Each is used under the licence that stands with it.',
    ...sections,
  ].join(`\n\n${'-'.repeat(80)}\n\n`);
}

function describePackage(folder: string): string {
  const manifest: { name: string; version: string; license?: unknown; author?: unknown } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  const { name, version, license, author } = manifest;
  if (typeof license !== 'string' || !allowedLicenses.has(license)) {
    throw new SetupError(`${name} ${version} has the licence ${JSON.stringify(license)}, which may not be shipped.`);
  }
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  if (texts.length === 0 && license === 'MIT' && typeof author === 'string') texts.push(toMitText(author));
  if (texts.length === 0) throw new SetupError(`${name} ${version} has no licence text.`);
  return [`${name} ${version} (${license})`, ...texts].join('\n\n');
}

/** The licence of a package that names MIT and its author but leaves the text out (https://spdx.org/licenses/MIT.html). */
function toMitText(author: string): string {
  const [, ...ours] = readFileSync(join(projectFolder, 'LICENSE'), 'utf8').split(/^Copyright .*$/m);
  return `MIT License\n\nCopyright (c) ${author}${ours.join('').trimEnd()}`;
}

/** Reads what the last build said of its bundles. */
export function readBundleFacts(names: readonly string[]): BundleFacts[] {
  return names.map((name) => {
    const file = join(projectFolder, 'out', `${name}.meta.json`);
    if (!existsSync(file)) throw new SetupError(`${file} is missing: build first.`);
    const facts: BundleFacts = JSON.parse(readFileSync(file, 'utf8'));
    return facts;
  });
}

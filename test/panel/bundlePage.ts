import * as esbuild from 'esbuild';
import { pageImports, pageParts } from '#scripts/pageParts.ts';

/** The panel's script and style sheet, and the scripts that it fetches later by their names, made from the sources. */
export async function bundlePage(): Promise<{ script: string; style: string; parts: Record<string, string> }> {
  const options = {
    outdir: 'out/panel',
    bundle: true,
    write: false as const,
    platform: 'browser' as const,
    target: 'chrome128',
    logLevel: 'silent' as const,
    external: pageImports,
  } satisfies esbuild.BuildOptions;
  const build = async (name: string, source: string, format: 'iife' | 'esm') =>
    (await esbuild.build({ ...options, entryPoints: { [name]: source }, format })).outputFiles;
  const [files, ...parts] = await Promise.all([
    build('panel', 'media/panel.ts', 'iife'),
    ...Object.entries(pageParts).map(async ([name, source]): Promise<[string, string]> => {
      const [file] = await build(name, source, 'esm');
      return [`${name}.js`, file?.text ?? ''];
    }),
  ]);
  const textOf = (extension: string) => files.find((file) => file.path.endsWith(extension))?.text ?? '';
  return { script: textOf('.js'), style: textOf('.css'), parts: Object.fromEntries(parts) };
}

import * as esbuild from 'esbuild';

/** The panel's script, style sheet, and what it loads to lay out a plan and to show formulas, made from the sources. */
export async function bundlePage(): Promise<{ script: string; style: string; layout: string; math: string }> {
  const options = {
    outdir: 'out/panel',
    bundle: true,
    write: false as const,
    platform: 'browser' as const,
    target: 'chrome128',
    logLevel: 'silent' as const,
    external: ['./planLayout.js', './math.js'],
  } satisfies esbuild.BuildOptions;
  const [{ outputFiles }, layout, math] = await Promise.all([
    esbuild.build({ ...options, entryPoints: { panel: 'media/panel.ts' }, format: 'iife' }),
    esbuild.build({ ...options, entryPoints: { planLayout: 'media/planGraph/planLayout.ts' }, format: 'esm' }),
    esbuild.build({ ...options, entryPoints: { math: 'media/math/math.ts' }, format: 'esm' }),
  ]);
  const textOf = (extension: string) => outputFiles.find((file) => file.path.endsWith(extension))?.text ?? '';
  return {
    script: textOf('.js'),
    style: textOf('.css'),
    layout: layout.outputFiles[0]?.text ?? '',
    math: math.outputFiles[0]?.text ?? '',
  };
}

import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Lists what a bundle that registers the built-in LLMs loads before the first one is created. */
async function loadedAtStart(module: string): Promise<{ inputs: string[]; bytes: number }> {
  const { metafile } = await build({
    stdin: {
      contents: `import { LlmFactory, LlmError, BaseLlm, registerBuiltInLlms } from './src/llm/${module}';
        const factory = new LlmFactory();
        registerBuiltInLlms(factory);
        console.log(factory, LlmError, BaseLlm);`,
      resolveDir: fileURLToPath(new URL('../..', import.meta.url)),
    },
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: 'esm',
    splitting: true,
    platform: 'node',
    target: 'node22',
    outdir: 'out',
    alias: { '@vscode/l10n': './node_modules/@vscode/l10n/dist/browser.js' },
    logLevel: 'error',
  });
  const { outputs } = metafile;
  const loaded = new Set<string>();
  const visit = (file: string | undefined): void => {
    const output = file === undefined ? undefined : outputs[file];
    if (file === undefined || !output || loaded.has(file)) return;
    loaded.add(file);
    for (const { path, kind } of output.imports) if (kind === 'import-statement') visit(path);
  };
  visit(Object.keys(outputs).find((file) => outputs[file]?.entryPoint === '<stdin>'));
  return {
    inputs: [...loaded].flatMap((file) => Object.keys(outputs[file]?.inputs ?? {})),
    bytes: [...loaded].reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0),
  };
}

describe('the bundle of src/llm', () => {
  it('loads no SDK and no provider with core.ts before the first LLM is created', async function () {
    this.timeout(30_000).slow(5000);
    const { inputs, bytes } = await loadedAtStart('core.ts');
    assert.ok(inputs.some((input) => input.endsWith('llm/llmFactory.ts')));
    assert.deepEqual(
      inputs.filter((input) => /node_modules\/(?!@vscode\/l10n)|claude|gpt|gemini|openAi/.test(input)),
      [],
    );
    assert.ok(bytes < 18_000, `${bytes} bytes`);
  });

  it('loads no SDK with index.ts either, although it holds the classes', async function () {
    this.timeout(30_000).slow(5000);
    const { inputs, bytes } = await loadedAtStart('index.ts');
    assert.deepEqual(
      inputs.filter((input) => /node_modules\/(?!@vscode\/l10n|eventsource-parser)/.test(input)),
      [],
    );
    assert.ok(bytes < 50_000, `${bytes} bytes`);
  });
});

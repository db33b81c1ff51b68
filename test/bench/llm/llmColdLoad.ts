import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { projectFolder } from '#scripts/sampleWorkspace.ts';
import { makeTemporaryFolder } from '#test/support/temporaryFolder.ts';
import type { BenchWire } from './llmStreams.ts';
import { median } from '#test/bench/statistics.ts';

/** Processor time of loading a provider, in milliseconds. */
export interface ColdLoad {
  ours: number;
  sdk: number;
}

const rounds = 11;

const types: Record<BenchWire, [type: string, sdk: string]> = {
  claude: ['anthropic-claude', '@anthropic-ai/sdk'],
  gpt: ['openai-gpt', 'openai'],
  chat: ['openai-compatible', 'openai'],
  gemini: ['google-gemini', '@google/generative-ai'],
};

/**
 * Measures what the first use of each provider costs in a fresh process: our chunk with the SDK in it, built as the
 * product is, against the SDK's own bundle. Medians, in turns.
 */
export async function measureColdLoad(wires: readonly BenchWire[]): Promise<Record<string, ColdLoad>> {
  await using folder = await makeTemporaryFolder();
  await bundle(folder.path, 'ours', `export { LlmFactory, registerBuiltInLlms } from '#llm/core.ts';`);
  const loads: Record<string, ColdLoad> = {};
  for (const wire of wires) {
    const [type, sdk] = types[wire];
    await bundle(folder.path, `sdk-${wire}`, `export * from '${sdk}';`);
    // What does not belong to the provider is loaded before the clock starts.
    const ours = await writeProgram(
      folder.path,
      `ours-${wire}`,
      `const { LlmFactory, registerBuiltInLlms } = await import('#test/bench/llm/ours/stdin.js');
       const factory = new LlmFactory();
       registerBuiltInLlms(factory);`,
      `await factory.create('${type}', { model: 'm', apiKey: 'k' });`,
    );
    const theirs = await writeProgram(
      folder.path,
      `alone-${wire}`,
      '',
      `await import('#test/bench/llm/sdk-${wire}/stdin.js');`,
    );
    const samples: Record<keyof ColdLoad, number[]> = { ours: [], sdk: [] };
    for (let round = 0; round < rounds; round += 1) {
      samples.ours.push(await runProgram(ours));
      samples.sdk.push(await runProgram(theirs));
    }
    loads[wire] = { ours: median(samples.ours), sdk: median(samples.sdk) };
  }
  return loads;
}

async function bundle(folder: string, name: string, contents: string): Promise<void> {
  await mkdir(join(folder, name));
  await build({
    stdin: { contents, resolveDir: projectFolder },
    bundle: true,
    minify: true,
    format: 'esm',
    splitting: true,
    platform: 'node',
    target: 'node22',
    legalComments: 'none',
    outdir: join(folder, name),
    logLevel: 'error',
  });
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
}

async function writeProgram(folder: string, name: string, before: string, measured: string): Promise<string> {
  const file = join(folder, `${name}.js`);
  const program = `${before}
const start = process.cpuUsage();
${measured}
const { user, system } = process.cpuUsage(start);
console.log((user + system) / 1000);`;
  await writeFile(file, program);
  return file;
}

async function runProgram(file: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [file]);
  return Number(stdout);
}

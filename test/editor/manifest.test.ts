import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { settingScopes } from '#editor/settings/settingTable.ts';
import { makeSettingsSection } from '#scripts/settingsSection.ts';

const root = resolve(import.meta.dirname, '../..');
const manifestText = readFileSync(resolve(root, 'package.json'), 'utf8');
const manifest = JSON.parse(manifestText);
const strings: Record<string, string> = JSON.parse(readFileSync(resolve(root, 'package.nls.json'), 'utf8'));

describe('the manifest', () => {
  const placeholders = [...manifestText.matchAll(/"%([^%"]+)%"/g)].map(([, key = '']) => key);

  it('has a text for every placeholder', () => {
    assert.deepEqual(
      placeholders.filter((key) => !Object.hasOwn(strings, key)),
      [],
    );
  });

  it('uses every text', () => {
    assert.deepEqual(
      Object.keys(strings).filter((key) => !placeholders.includes(key)),
      [],
    );
  });

  it('contributes the commands that the extension registers, and no others', () => {
    const tables = ['src/editor/commandTable.ts', 'src/editor/history/historyCommands.ts'];
    const source = tables.map((path) => readFileSync(resolve(root, path), 'utf8')).join('\n');
    const registered = [...source.matchAll(/\w+Command\(\s*'(switchyard\.[a-zA-Z]+)'/g)].map(([, id]) => id);
    const contributed = manifest.contributes.commands.map(({ command }: { command: string }) => command);
    assert.deepEqual(new Set(contributed), new Set(registered));
    assert.equal(contributed.length, registered.length);
  });

  it('keeps whatever names an endpoint out of the reach of a workspace', () => {
    const { properties } = manifest.contributes.configuration;
    assert.equal(properties['switchyard.providers'].scope, 'machine');
    const agent = properties['switchyard.agents'].additionalProperties;
    assert.equal(agent.additionalProperties, false);
    for (const field of ['baseUrl', 'headers', 'apiKey', 'type', 'auth'])
      assert.ok(!(field in agent.properties), field);
  });

  it('lets no workspace raise what may be spent', () => {
    const { properties } = manifest.contributes.configuration;
    assert.equal(properties['switchyard.budget'].scope, 'application');
    assert.equal(properties['switchyard.prices'].scope, 'application');
  });

  it('names every setting once, as the user’s own or as one that a workspace may set', () => {
    const { properties } = manifest.contributes.configuration;
    const scopes = Object.entries<{ scope: string }>(properties).map(([id, { scope }]) => [
      id.replace('switchyard.', ''),
      scope,
    ]);
    assert.deepEqual(Object.fromEntries(scopes), settingScopes);
  });

  it('has the settings that the code reads, with its limits: `npm run manifest` writes them', () => {
    assert.deepEqual(manifest.contributes.configuration, makeSettingsSection());
  });

  it('has a scope that a workspace may set, or may not, and no third', () => {
    for (const [id, { scope }] of Object.entries<{ scope: string }>(manifest.contributes.configuration.properties))
      assert.ok(['machine', 'application', 'resource', 'window'].includes(scope), id);
  });

  it('asks for no proposed API', () => {
    assert.equal(manifest.enabledApiProposals, undefined);
  });

  it('activates on nothing but commands, views, plans and the restored panel', () => {
    assert.deepEqual(manifest.activationEvents, ['onLanguage:switchyard-plan', 'onWebviewPanel:switchyard.panel']);
  });

  it('pins every dependency to an exact version', () => {
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      assert.match(String(version), /^\d+\.\d+\.\d+$/, name);
    }
  });

  it('has a reason in docs/dependencies.md for each production dependency, and for no other', () => {
    const document = readFileSync(resolve(root, 'docs/dependencies.md'), 'utf8');
    const explained = [...document.matchAll(/^\| `([^`]+)` \| \S.{20,}\|$/gm)].map(([, name]) => name);
    assert.deepEqual(explained, Object.keys(manifest.dependencies).sort());
  });

  it('names the same minor of VS Code for the engine and for the types', () => {
    const [engine, types] = [manifest.engines.vscode, manifest.devDependencies['@types/vscode']];
    assert.equal(engine.replace('^', '').split('.').slice(0, 2).join('.'), types.split('.').slice(0, 2).join('.'));
  });
});

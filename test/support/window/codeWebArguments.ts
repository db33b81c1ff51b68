import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** The part of desktop VS Code's command line that {@link file://./codeWeb.ts} understands. Paths are absolute. */
interface CodeWebArguments {
  developmentPaths: string[];
  testsPath: string;
  userDataFolder: string;
  extensionsFolder: string;
  hasWorkspaceTrust: boolean;
  /** `.vsix` files to install first. */
  vsixFiles: string[];
  /** Of the npm package code-server, where it is not the one that all other windows run on. */
  codeServerVersion: string | undefined;
  /** A folder or a `.code-workspace` file. */
  workspace: string | undefined;
}

/** Reads a command line as `runTests` writes it. Options that mean nothing here are passed over. */
export function parseCodeWebArguments(commandLine: string[]): CodeWebArguments {
  const { values, positionals } = parseArgs({
    args: commandLine,
    strict: false,
    allowPositionals: true,
    options: {
      extensionDevelopmentPath: { type: 'string', multiple: true },
      extensionTestsPath: { type: 'string' },
      'user-data-dir': { type: 'string' },
      'extensions-dir': { type: 'string' },
      'install-extension': { type: 'string', multiple: true },
      'code-server-version': { type: 'string' },
      'disable-workspace-trust': { type: 'boolean' },
      'enable-workspace-trust': { type: 'boolean' },
    },
  });
  const paths = (value: unknown) =>
    (Array.isArray(value) ? value : []).filter((path) => typeof path === 'string').map((path) => resolve(path));
  const version = values['code-server-version'];
  const required = (name: string) => {
    const value = values[name];
    if (typeof value !== 'string') throw new Error(`--${name} is missing`);
    return resolve(value);
  };
  return {
    developmentPaths: paths(values['extensionDevelopmentPath']),
    testsPath: required('extensionTestsPath'),
    userDataFolder: required('user-data-dir'),
    extensionsFolder: required('extensions-dir'),
    // runTests always disables trust; only our own option can turn it back on.
    hasWorkspaceTrust: values['enable-workspace-trust'] === true,
    codeServerVersion: typeof version === 'string' ? version : undefined,
    vsixFiles: paths(values['install-extension']),
    workspace: positionals.map((path) => resolve(path)).find((path) => statSync(path, { throwIfNoEntry: false })),
  };
}

/** The workbench's address with everything that the page has to know. */
export function toWorkbenchUrl(
  origin: string,
  workspace: string | undefined,
  payload: [string, string][] = [],
): string {
  const url = new URL(origin);
  if (workspace) url.searchParams.set(workspace.endsWith('.code-workspace') ? 'workspace' : 'folder', workspace);
  else url.searchParams.set('ew', 'true');
  if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

import { join } from 'node:path';
import { olderVersion } from '#scripts/vscode/codeServer.ts';
import { projectFolder } from '#scripts/sampleWorkspace.ts';
import type { WorkspaceKind } from '#test/support/temporaryFolder.ts';

/** A VS Code window that host tests run in. Each costs about ten seconds. */
export interface HostScenario {
  name: string;
  /** The folder under `test/host` whose `*.test.ts` run in this window, those in its folders included. */
  folder: string;
  workspace: WorkspaceKind;
  /** `package` installs the `.vsix` as a user would; `development` loads the checkout. */
  extension: 'development' | 'package';
  /** An older VS Code to run in, as a version of the npm package code-server. */
  codeServerVersion?: string;
  /** Added to the environment of VS Code. */
  environment?: Record<string, string>;
}

/** A private certificate authority, as a company has one. */
const authority = join(projectFolder, 'test', 'fixtures', 'certificates', 'authority.pem');

/** Every window that `npm run test:host` opens, if there are tests for it. */
export const scenarios: readonly HostScenario[] = [
  { name: 'a workspace folder', folder: 'oneFolder', workspace: 'sample', extension: 'development' },
  { name: 'no folder', folder: 'noFolder', workspace: 'none', extension: 'development' },
  { name: 'plans', folder: 'plans', workspace: 'sample', extension: 'development' },
  { name: 'two folders', folder: 'multiRoot', workspace: 'multiRoot', extension: 'development' },
  {
    name: 'a proxy and a private certificate authority',
    folder: 'network',
    workspace: 'sample',
    extension: 'development',
    // The authority is among the system's certificates, and among those that Node is told of.
    environment: { SSL_CERT_FILE: authority, NODE_EXTRA_CA_CERTS: authority },
  },
  {
    name: 'an older VS Code',
    folder: 'olderVscode',
    workspace: 'sample',
    extension: 'development',
    codeServerVersion: olderVersion,
  },
  { name: 'an update in place', folder: 'updated', workspace: 'sample', extension: 'package' },
  { name: 'the installed package', folder: 'package', workspace: 'sample', extension: 'package' },
];

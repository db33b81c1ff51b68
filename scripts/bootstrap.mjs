// `node scripts/bootstrap.mjs <npm-script> [arguments]`: installs what the lock file names, then runs the script. Plain
// JavaScript for Node 20 and no dependency: it is the one file that runs before anything is installed. npm puts
// node_modules/.bin, and with it the Node 24 that is one of the dependencies, first on the PATH of what it runs.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lockFile = join(root, 'package-lock.json');
const modulesFolder = join(root, 'node_modules');
const stampFile = join(modulesFolder, '.switchyard-lock');

/** Ends with one line for the reader: no stack trace helps somebody whose npm is missing. */
function fail(message, exitCode = 1) {
  console.error(`switchyard: ${message}`);
  process.exit(exitCode);
}

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** What the dependencies depend on besides the lock file: another platform or Node would choose other binaries. */
const wantedStamp = () => sha256(`${process.platform} ${process.arch} ${readFileSync(lockFile, 'utf8')}`);

/** Whether npm's own record of node_modules holds what the lock file names, e.g. after an `npm ci` by hand. */
function isInstalledByHand() {
  const readPackages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  try {
    const installed = readPackages(join(modulesFolder, '.package-lock.json'));
    return Object.entries(readPackages(lockFile)).every(
      ([path, entry]) =>
        path === '' ||
        (installed[path] ? installed[path].version === entry.version : entry.optional || entry.devOptional),
    );
  } catch {
    return false;
  }
}

function isInstalled() {
  if (!existsSync(modulesFolder)) return false;
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wantedStamp()) return true;
  if (existsSync(stampFile) || !isInstalledByHand()) return false;
  writeFileSync(stampFile, wantedStamp());
  return true;
}

/** Runs npm with the terminal's own streams. Resolves to its exit code; rejects when there is no npm. */
function runNpm(args) {
  const isWindows = process.platform === 'win32';
  const child = process.env.npm_execpath
    ? spawn(process.execPath, [process.env.npm_execpath, ...args], { cwd: root, stdio: 'inherit' })
    : spawn('npm', isWindows ? args.map((argument) => `"${argument}"`) : args, {
        cwd: root,
        stdio: 'inherit',
        shell: isWindows,
      });
  // Ctrl+C reaches the child by itself; this process has to outlive it to report its exit code.
  const ignore = () => {};
  const forward = (signal) => child.kill(signal);
  process.on('SIGINT', ignore).on('SIGTERM', forward).on('SIGHUP', forward);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.off('SIGINT', ignore).off('SIGTERM', forward).off('SIGHUP', forward);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  }).catch((error) => fail(error.code === 'ENOENT' ? 'npm was not found; install it beside Node.' : error.message));
}

function isAlive(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Runs `action` while no other bootstrap of this checkout installs: two `npm ci` at once destroy each other's work. */
async function withInstallLock(action) {
  const lock = join(tmpdir(), `switchyard-install-${sha256(root).slice(0, 16)}`);
  for (;;) {
    try {
      mkdirSync(lock);
      writeFileSync(join(lock, 'pid'), String(process.pid));
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') fail(`cannot write ${lock}: ${error.message}`);
      await sleep(500);
      const ownerFile = join(lock, 'pid');
      const owner = existsSync(ownerFile) ? Number(readFileSync(ownerFile, 'utf8')) : 0;
      if (!owner || !isAlive(owner)) rmSync(lock, { recursive: true, force: true });
    }
  }
  const release = () => rmSync(lock, { recursive: true, force: true });
  process.once('exit', release);
  await action();
  release();
}

async function install() {
  if (isInstalled()) return;
  if (lstatSync(modulesFolder, { throwIfNoEntry: false })?.isSymbolicLink()) {
    // npm empties the folder behind the link, which another checkout works with, and makes one of its own here.
    const target = readlinkSync(modulesFolder);
    fail(
      `node_modules is a link to ${target}, and does not hold what package-lock.json names. ` +
        'Run npm ci in the checkout that it belongs to, or remove the link.',
    );
  }
  console.error('switchyard: installing the dependencies (npm ci)…');
  rmSync(stampFile, { force: true });
  const exitCode = await runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (exitCode !== 0) fail(`npm ci failed with exit code ${exitCode}; what it printed above says why.`, exitCode);
  writeFileSync(stampFile, wantedStamp());
}

const [script, ...scriptArguments] = process.argv.slice(2);
const scripts = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts;
if (!script) fail('usage: node scripts/bootstrap.mjs <npm-script> [arguments]');
if (!scripts[script]) fail(`package.json has no script "${script}".`);
if (Number(process.versions.node.split('.')[0]) < 20) {
  fail(`Node 20 or later is needed; this is ${process.versions.node}.`);
}

if (!isInstalled()) await withInstallLock(install);
const rest = scriptArguments[0] === '--' ? scriptArguments.slice(1) : scriptArguments;
process.exit(await runNpm(['run', '--silent', script, ...(rest.length > 0 ? ['--', ...rest] : [])]));

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { NeverSend } from '#orchestration/secrets/neverSend.ts';
import { defaultNeverSend } from '#orchestration/secrets/neverSendDefaults.ts';
import {
  findExcessPatterns,
  findPatternProblems,
  findUnreadablePatterns,
  toPatterns,
} from '#orchestration/secrets/neverSendPatterns.ts';

describe('NeverSend', () => {
  let never: NeverSend;

  before(async () => {
    never = await NeverSend.read(defaultNeverSend);
  });

  for (const path of [
    '.env',
    '.ENV',
    'deploy/env.production',
    'deploy_key',
    'gcp-key.json',
    'kubeconfig-prod',
    '.talos/config',
    'k8s/secret-db.yaml',
    'k8s/secrets-prod.yml',
    'secret.prod.yaml',
    'api_key.txt',
    'openai_api_key.txt',
    'etc/krb5.keytab',
    'private-key.asc',
    'server.pem.bak',
    'server.key.old',
    'wallet.dat',
    'keystore/UTC--2026-01-01T00-00-00.000Z--ab',
    'ipsec.secrets',
    'github-recovery-codes.txt',
    'bitwarden_export_2026.json',
    'pull-secret.txt',
    '.dbt/profiles.yml',
    'heap.hprof',
    '/home/me/.pg_service.conf',
    'packages/web/.env.production',
    '/home/me/project/.env',
    'C:\\work\\project\\.env',
    './.env',
    '../.env',
    ' .env ',
    'certs/server.key',
    'server.pem',
    '/home/me/.ssh/config',
    'id_ed25519',
    'deploy/service-account-prod.json',
    '.npmrc',
    '.envrc',
    '.env-prod',
    'deploy/prod.env',
    'infra/prod.tfvars',
    'terraform.tfstate.backup',
    '.dockercfg',
    '/home/me/.azure/accessTokens.json',
    '/home/me/.config/gcloud/credentials.db',
    '.vault-token',
    '.my.cnf',
    '.s3cfg',
    'home/.docker/config.json',
    'deep/'.repeat(200),
    'prod.tfvars.json',
    '_netrc',
    '.dev.vars',
    'secrets.yaml',
    'k8s/db-secret.yml',
    'config/secrets.prod.json',
    'office.ovpn',
    'kubeconfig',
    'kubeconfig.yaml',
    'staging.kubeconfig',
    '.yarnrc.yml',
    'deploy_rsa',
    'kubeconfig.json',
    '.aws/credentials',
    'home/credentials',
    'config/master.key',
    'config/database.yml',
    'wp-config.php',
    '.config/gh/hosts.yml',
    'auth.json',
    'client_secret_123.apps.googleusercontent.com.json',
    'app-firebase-adminsdk-x1.json',
    'android/key.properties',
    'etc/shadow',
    '.bash_history',
    '.psql_history',
    '.mylogin.cnf',
    '.claude/.credentials.json',
    '.streamlit/secrets.toml',
    'passwords.txt',
    'trace.har',
    'Web.pubxml',
    'local.settings.json',
    '.git-credentials',
    '.vault_pass.txt',
    'wg0.conf',
    'vault.kdbx',
    'release.jks',
    'rclone.conf',
    'pip.conf',
  ]) {
    it(`keeps ${JSON.stringify(path)} here`, () => assert.equal(never.has(path), true));
  }

  for (const path of [
    'src/kubeconfig-loader.ts',
    'k8s/secret-store.yaml',
    'src/pull-secret.ts',
    'src/env.production.ts',
    'src/tokens.ts',
    'src/api_key.py',
    'docs/recovery-codes.md',
    'src/deploy_key/index.ts',
    'src/env.ts',
    'environment.md',
    '.env.example',
    '.env.local.example',
    '.env.sample',
    '.env.template',
    'web/.env.dist',
    '.dev.vars.example',
    'src/env.d.ts',
    'id_rsa.pub',
    'keys/id_ed25519.pub',
    'src/credentials/index.ts',
    'pkg/kubeconfig/load.go',
    'kubeconfig.go',
    'src/secrets.ts',
    'src/passwords.py',
    'tokens.json',
    'secrets.yaml.example',
    'k8s/sealed-secret.yaml',
    'wp-config-sample.php',
    'settings.py',
    'schema.sql',
    'nginx.conf',
    'credentials.yml.enc',
    '.secrets.baseline',
    'authorized_keys',
    'pkg/netrc/parse.go',
    'src/access_token/index.ts',
    'src/oauth_token.py',
    'lib/vault-password.ts',
    'package.json',
    'keyboard.key.ts',
    'src/keyboard.ts',
    'monkey',
    'main.tf',
    'src/environment.env.ts',
    'README.md',
    '',
    '/',
  ]) {
    it(`lets ${JSON.stringify(path)} go`, () => assert.equal(never.has(path), false));
  }

  it('adds what a workspace says, and lets it take nothing away', async () => {
    const both = await NeverSend.read(defaultNeverSend, [['!.env', '!*', 'internal/']]);
    assert.equal(both.has('.env'), true);
    assert.equal(both.has('internal/plan.md'), true);
    assert.equal(both.has('src/internal.ts'), false);
  });

  it('lets the user take something out of the own list', async () => {
    const never = await NeverSend.read(['*.crt', '!public.crt']);
    assert.deepEqual([never.has('a.crt'), never.has('public.crt')], [true, false]);
  });

  it('passes over what is no list of patterns', async () => {
    const never = await NeverSend.read(undefined, [{ 0: '*' }, [1, null, '', 'x'.repeat(10_000), '.env']]);
    assert.deepEqual([never.has('.env'), never.has('x'), never.has('a.ts')], [true, false, false]);
  });

  it('takes a text for a list of one, or of one for each line, whoever wrote it', async () => {
    const own = await NeverSend.read('*.mine');
    assert.deepEqual([own.has('a/b.mine'), own.has('a.ts')], [true, false]);
    const several = await NeverSend.read('*.mine, private/,*.{one,two}');
    assert.deepEqual(
      ['a.mine', 'private/a.ts', 'a.two', 'a.ts'].map((path) => several.has(path)),
      [true, true, true, false],
    );
    const never = await NeverSend.read([], ['*.ours\r\nprivate/']);
    assert.deepEqual(
      ['a.ours', 'private/a.ts', 'a.ts'].map((path) => never.has(path)),
      [true, true, false],
    );
  });

  for (const [pattern, path] of [
    ['./internal/', 'internal/a.md'],
    ['internal\\plan.md', 'internal/plan.md'],
    ['docs\\*.md', 'docs/a.md'],
    ['~/notes', '/home/me/notes/a.md'],
    ['${workspaceFolder}/plan.md', 'plan.md'],
    [' *.mine ', 'a.mine'],
    ['**/*.{pem1,mine}', 'deep/a.mine'],
    ['{plans,notes}/{old,new}/**', 'notes/new/a.md'],
    ['{secret{s,},keys}/', 'secret/a.md'],
    ['*.{ mine , ours }', 'a.ours'],
    ['draft{}.md', 'draft{}.md'],
    ['de\u0301but.md', 'd\u00E9but.md'],
  ] as const) {
    it(`reads ${JSON.stringify(pattern)} as people mean it`, async () => {
      const never = await NeverSend.read([pattern]);
      assert.equal(never.has(path), true);
      assert.equal(never.has('src/other.ts'), false);
    });
  }

  it('keeps what a .gitignore escapes', async () => {
    const never = await NeverSend.read(['\\#notes', '\\!important', 'a\\[1].md']);
    assert.deepEqual(
      ['#notes', '!important', 'a[1].md', 'a1.md'].map((path) => never.has(path)),
      [true, true, true, false],
    );
  });

  for (const list of [{ '**/*.mine': true }, true, 42, [['*.mine']], ['.env', { pattern: '*.mine' }], [null]]) {
    it(`cannot read ${JSON.stringify(list)}, and says so`, () => {
      const [problem] = findUnreadablePatterns(list);
      assert.match(problem ?? '', /expected a (?:list|string), got/);
    });
  }

  it('can read nothing, a text and texts', () => {
    for (const list of [undefined, null, '', '*.mine', [], ['', '*.mine']])
      assert.deepEqual(findUnreadablePatterns(list), []);
  });

  it('says which list of the user’s own is more than it reads', () => {
    const say = (list: unknown) => findExcessPatterns(list);
    assert.deepEqual(say(Array.from({ length: 1_001 }, (_, index) => `${index}`)), ['expected at most 1,000 patterns']);
    assert.deepEqual(say(['x'.repeat(501)]), ['expected patterns of at most 500 characters']);
    assert.deepEqual(say(['.env']), []);
  });

  it('gives no pattern so many choices that they would fill the memory, and says so', async () => {
    for (const pattern of ['{a,b}'.repeat(90), `{${'a,'.repeat(201)}b}`, '{a,{b,c}}'.repeat(20)]) {
      assert.deepEqual(toPatterns([pattern]), [pattern]);
      assert.deepEqual(findUnreadablePatterns([pattern]), ['expected at most 200 patterns']);
      await NeverSend.read([pattern], [[pattern]]);
    }
    assert.ok(toPatterns(Array.from({ length: 100_000 }, () => '{a,b}'.repeat(7))).length <= 256_000);
    for (const pattern of ['{'.repeat(400), '{a,{'.repeat(90), '{a}', '{a,b'])
      assert.deepEqual(findUnreadablePatterns([pattern]), []);
  });

  it('leaves out what a workspace writes to make matching slow, and says so', async () => {
    const slow = `${'**/x/'.repeat(12)}y`;
    const names = '*a'.repeat(12);
    const list = [slow, names, '**/fixtures/*.key.*', 'src/**/private/**/*.ts'];
    const never = await NeverSend.read([], [list]);
    assert.deepEqual(
      [`${'x/'.repeat(90)}z`, 'a'.repeat(250), 'test/fixtures/a.key.txt', 'src/a/private/b/c.ts'].map((path) =>
        never.has(path),
      ),
      [false, false, true, true],
    );
    const problemsOf = (patterns: unknown) => findPatternProblems(patterns);
    assert.equal(problemsOf(list).length, 2);
    assert.match(problemsOf(list)[0] ?? '', /is left out: expected at most/);
    assert.match(problemsOf(Array.from({ length: 300 }, (_, index) => `${index}`))[0] ?? '', /only the first 200/);
    assert.deepEqual(findPatternProblems(undefined), []);
  });

  it('has the list that the setting shows as its default', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
    const setting = manifest.contributes.configuration.properties['switchyard.neverSend'];
    assert.deepEqual(setting.default, defaultNeverSend);
    assert.equal(setting.scope, 'application');
  });
});

// Makes the certificates in test/fixtures/certificates anew: `node scripts/makeTestCertificates.ts`. Needs `openssl`.
// The tests read the files, so nobody needs to run this before the year 2126. The authority's key is thrown away.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from './processes.ts';
import { projectFolder } from './sampleWorkspace.ts';

const folder = join(projectFolder, 'test', 'fixtures', 'certificates');

/** The tests' proxy leads all of these to a server on loopback, as one in a company that checks what passes does. */
const hosts = ['localhost', 'models.test', 'api.anthropic.com', 'api.openai.com', 'generativelanguage.googleapis.com'];

async function main(): Promise<void> {
  await mkdir(folder, { recursive: true });
  const openssl = (command: string) => runProgram('openssl', command.split(' '), { cwd: folder });
  const key = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';
  const stranger = '-addext subjectAltName=DNS:localhost,DNS:models.test';
  const authority = '-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign';
  await openssl(
    `req -x509 ${key} -days 36500 -subj /CN=Test-Authority ${authority} -keyout authorityKey.pem -out authority.pem`,
  );
  await openssl(`req ${key} -subj /CN=Test-Server -keyout serverKey.pem -out request.pem`);
  await writeFile(join(folder, 'extensions.txt'), `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(',')}\n`);
  const signed = '-CA authority.pem -CAkey authorityKey.pem -CAcreateserial -extfile extensions.txt';
  await openssl(`x509 -req -in request.pem ${signed} -days 36500 -out server.pem`);
  // Its authority is nobody's: the certificate of a stranger.
  await openssl(
    `req -x509 ${key} -days 36500 -subj /CN=Test-Stranger ${stranger} -keyout strangerKey.pem -out stranger.pem`,
  );
  for (const name of ['authorityKey.pem', 'authority.srl', 'request.pem', 'extensions.txt']) {
    await rm(join(folder, name), { force: true });
  }
}

await main();

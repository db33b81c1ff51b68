import assert from 'node:assert/strict';
import { isInternalAddress } from '../../src/protocol/internalAddresses.ts';

const internal = [
  'http://127.0.0.1:8080/reboot',
  'http://localhost/',
  'http://LOCALHOST.:1/',
  'http://app.localhost/',
  'http://127.1/',
  'http://127.8.9.1/',
  'http://2130706433/',
  'http://0x7f000001/',
  'http://0177.0.0.1/',
  'http://１２７.0.0.1/',
  'http://0/',
  'http://0.0.0.0:3000/',
  'http://10.0.0.1/',
  'http://167772161/',
  'http://172.16.0.1/',
  'http://172.31.255.254/',
  'http://192.168.1.1/',
  'http://0xc0a80101/',
  'http://0300.0250.1.1/',
  'http://100.64.0.1/',
  'http://169.254.169.254/latest/meta-data/',
  'http://192.0.0.192/opc/v2/',
  'http://198.18.0.1/',
  'http://224.0.0.251/',
  'http://240.0.0.1/',
  'http://255.255.255.255/',
  'http://[::1]/',
  'http://[::]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:a00:1]/',
  'http://[::7f00:1]/',
  'http://[64:ff9b::10.0.0.1]/',
  'http://[2002:7f00:1::]/',
  'http://[2001:0:1::1]/',
  'http://[2001:db8::1]/',
  'http://[fc00::1]/',
  'http://[fd12:3456:789a::1]/',
  'http://[fe80::1]/',
  'http://[fec0::1]/',
  'http://[ff02::1]/',
  'http://printer.local/',
  'http://printer.LOCAL./',
  'http://router/',
  'http://wiki.corp/',
  'http://nas.lan/',
  'http://fritz.box/',
  'http://db.internal/',
  'http://metadata.google.internal/',
  'http://host.docker.internal/',
  'http://gateway.home.arpa/',
  'http://a.intranet/',
  'http://x.localdomain/',
  'http://kubernetes.default.svc/',
  'http://api.default.svc.cluster.local/',
  'http://127.0.0.1.nip.io/',
  'http://app-192-168-1-1.sslip.io/',
  'http://localtest.me/',
  'http://foo.lvh.me:3000/',
  'http://7f000001.nip.io/',
  'http://hidden.onion/',
];

const open = [
  'https://example.com/a?b=127.0.0.1',
  'https://127.0.0.1.example.com:443/',
  'http://8.8.8.8/',
  'http://172.32.0.1/',
  'http://11.0.0.1/',
  'http://192.167.1.1/',
  'http://[2606:4700::1111]/',
  'https://localhost.example.com/',
  'https://local.example/',
  'https://internal.example.com/',
  'https://github.com/a/b/wiki',
  'https://1.2.3.4/',
  'https://v1-2-3-4.example.com/',
];

describe('an address of a link', () => {
  for (const href of internal) it(`${href} is not a public one`, () => assert.equal(isInternalAddress(href), true));
  for (const href of open.slice(0, 1).concat(open.slice(2)))
    it(`${href} is a public one`, () => assert.equal(isInternalAddress(href), false));

  it('is not a public one where its name holds one that is not', () => {
    assert.equal(isInternalAddress('https://127.0.0.1.example.com:443/'), true);
  });
});

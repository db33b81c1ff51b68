import assert from 'node:assert/strict';
import { limitMessage, limitText } from '#common/text/limitText.ts';

describe('limitText', () => {
  it('leaves what is short enough as it is', () => assert.equal(limitText('name', 4), 'name'));

  it('leaves no half of a character', () => {
    const cut = limitText(`${'x'.repeat(199)}😀`, 200);
    assert.equal(cut.length, 200);
    assert.ok(cut.isWellFormed());
  });
});

describe('limitMessage', () => {
  const key = 'sk-0123456789+/abcdef_XYZ==';
  const cases: [text: string, cut: string][] = [
    ['short enough', 'short enough'],
    ['0123456789 23456789', '0123456789…'],
    ['The key is wrong, it seems', 'The key is wrong…'],
    ['换一个密钥换一个密钥换一个密钥换一个', '换一个密钥换一个密钥换一个密钥换…'],
    ['x'.repeat(100), '…'],
    ['', ''],
  ];
  for (const [text, cut] of cases) {
    it(`makes "${cut}" of "${text.slice(0, 30)}"`, () => assert.equal(limitMessage(text, 16), cut));
  }

  it('never leaves a part of a key, wherever the cut falls', () => {
    for (let lead = 0; lead <= 40; lead += 1) {
      const cut = limitMessage(`${' '.repeat(lead)}${key} was wrong`, 40);
      assert.ok(cut.includes(key) || !cut.includes('s'), cut);
    }
  });
});

import assert from 'node:assert/strict';
import { splitLongRuns, withoutLongRuns } from '#common/text/longRuns.ts';
import { toOneLine } from '#common/text/oneLine.ts';
import { toPlainMessage } from '#editor/ui/plainMessage.ts';

const count = 200_000;

/** Texts of which a renderer makes one character, or none. */
const killers: Record<string, string> = {
  'combining marks': `e${'\u0301'.repeat(count)}`,
  'different marks': `e${'\u0301\u0316\u0334\u20DD'.repeat(count / 4)}`,
  'zero-width joiners': `a${'\u200D'.repeat(count)}b`,
  'zero-width non-joiners': `a${'\u200C'.repeat(count)}b`,
  'bidi controls': `a${'\u202E\u2066'.repeat(count / 2)}b`,
  'variation selectors': `☃${'\uFE0F'.repeat(count)}`,
  'further variation selectors': `葛${'\u{E0101}'.repeat(count / 2)}`,
  tags: `🏴${'\u{E0067}'.repeat(count / 2)}`,
  'soft hyphens': `a${'\u00AD'.repeat(count)}b`,
  'word joiners': `a${'\u2060'.repeat(count)}b`,
  'emoji in one': `👩${'\u200D👩'.repeat(count / 3)}`,
  'skin tones': `👍${'🏽'.repeat(count / 2)}`,
  'Hangul letters': '\u1100'.repeat(count),
  'old Hangul letters': '\uA960'.repeat(count),
  'old Hangul vowels': `가${'\uD7B0'.repeat(count)}`,
  'Thai vowels': `ก${'\u0E33'.repeat(count)}`,
  'Lao vowels': `ກ${'\u0EB3'.repeat(count)}`,
  'Japanese voiced sounds': `ｶ${'\uFF9E'.repeat(count)}`,
  'Malayalam signs in front': `${'\u0D4E'.repeat(count)}ക`,
  'Chakma conjuncts': `\u{11107}${'\u{11133}\u{11107}'.repeat(count / 4)}`,
  'Zanabazar signs': `${'\u{11A86}'.repeat(count / 2)}\u{11A5C}`,
  'Devanagari conjuncts': `क${'\u094Dक'.repeat(count / 2)}`,
  'Tibetan stacks': `ཀ${'\u0F90'.repeat(count)}`,
  'enclosing marks': `a${'\u20DD'.repeat(count)}`,
};

/** Texts that people write. */
const people = [
  'Größe, naïve, Việt Nam, Ç̧',
  'Z̷̡̨a̶͓l̴̪g̷͎o̵',
  'हिन्दी में स्क्रिप्ट, রাষ্ট্র, తెలుగు, ស្រ្តី, བོད་ཡིག',
  'ที่นี่ · שָׁלוֹם · اَلْعَرَبِيَّةُ',
  '👨‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 👍🏽 🧑🏻‍❤️‍💋‍🧑🏿 ❤️ 🇩🇪',
  '한국어, 옛한글 ᄒᆞᆫ글',
  'น้ำ ทำงาน คำ · ນ້ຳ · ｶﾞｷﾞｸﾞ · ꥠힰ',
  'می‌خواهم · co\u00ADop\u00ADe\u00ADra\u00ADtion',
  'const a = "plain";',
];

describe('A long run of what is joined to one character', () => {
  for (const [name, text] of Object.entries(killers)) {
    it(`is shown in part, and kept whole: ${name}`, () => {
      const stretches = splitLongRuns(text);
      assert.equal(stretches.map((stretch) => stretch.text).join(''), text);
      const seen = stretches.filter(({ isExcess }) => !isExcess).map((stretch) => stretch.text);
      assert.ok(seen.join('').length < 150, `${seen.join('').length} characters are drawn`);
      assert.equal(withoutLongRuns(text), seen.join(''));
    });

    it(`is shown in part wherever it is split: ${name}`, () => {
      let [shown, all] = ['', ''];
      for (let at = 0; at < 3_000; at += 30) {
        const stretches = splitLongRuns(text.slice(at, at + 30), all);
        for (const stretch of stretches) {
          all += stretch.text;
          if (!stretch.isExcess) shown += stretch.text;
        }
      }
      assert.equal(all, text.slice(0, 3_000));
      assert.ok(shown.length < 200, `${shown.length} characters are drawn`);
    });

    it(`is short in a line and in a notification: ${name}`, () => {
      assert.ok(toOneLine(`${text}.`, 200).length < 150);
      assert.ok(toPlainMessage(`Failed: ${text}.`).length < 160);
    });
  }

  for (const text of people) {
    it(`is none in what people write: ${text}`, () => {
      assert.deepEqual(splitLongRuns(text), [{ text, isExcess: false }]);
      assert.equal(withoutLongRuns(text), text);
    });
  }

  it('is none where there is no text', () => assert.deepEqual(splitLongRuns(''), []));
});

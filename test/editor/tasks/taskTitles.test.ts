import assert from 'node:assert/strict';
import { redact } from '#common/redact.ts';
import { titleOfRun, titleOfTask } from '#editor/tasks/taskTitles.ts';

const key = 'sk-ant-REDACTED';
const clean = (text: string): string => redact(text, [key]);

describe('the title of a run', () => {
  it('is the first line of its description, or its own', () => {
    assert.equal(titleOfRun({ id: 'a', description: '\n Explain it. \nIn short.' }, clean), 'Explain it. ');
    assert.equal(titleOfRun({ id: 'a', title: 'Explain', description: 'x' }, clean), 'Explain');
  });

  it('holds no part of a key, wherever it is cut', () => {
    for (let length = 0; length < 210; length += 1) {
      const description = `${'-'.repeat(length)}${key} is my key`;
      for (const task of [{ description }, { description: 'x', title: description }]) {
        const title = titleOfRun({ id: 'a', ...task }, clean);
        assert.ok(!title.includes('sk-'), title);
      }
    }
  });

  it('is cut between two characters', () => {
    const family = '👨‍👩‍👧‍👦';
    assert.equal(titleOfRun({ id: 'a', description: `x${family.repeat(9)}` }, clean), `x${family.repeat(5)}…`);
    assert.equal(titleOfTask({ id: 'a', description: `x${family.repeat(20)}` }), `x${family.repeat(10)}…`);
  });
});

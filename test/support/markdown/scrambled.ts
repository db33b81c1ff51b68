const marks =
  '* ** _ __ ~~ ~ ` `` ``` ~~~ [ ] ( ) ![ ]( \n \n \n\n \n\n - 1. 2) > >> # ## | |---| --|-- === --- $ $$ \\( \\) \\[ \\] <br> < http://x.y www.a.b \\ ! \t & &amp; [^a] [^a]: [foo] [foo]:'
    .split(' ')
    .concat([
      ' ',
      ' ',
      '  ',
      '    ',
      '\n```js\n',
      '\n```\n',
      '\n$$\n',
      '| a | b |\n',
      '\n- ',
      '\n  - ',
      '\n   ',
      '\n    ',
    ])
    .concat(['- [ ] ', 'w', 'word', '\n> ', '\n1. ', '/url "t"', '\n|--|--|\n', '\r\n', '👩‍👧', '\0']);

/** Makes numbers below a limit, the same at every run. */
export function makeRandom(start: number): (below: number) => number {
  let seed = start;
  return (below) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
}

/** Makes a text of marks of every kind in a random order. */
export function makeScrambled(random: (below: number) => number): string {
  const length = 5 + random(30);
  return Array.from({ length }, (_, at) => `${marks[random(marks.length)]}${random(3) === 0 ? `w${at}` : ''}`).join('');
}

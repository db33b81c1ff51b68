/** Names after a fence that are not VS Code's id of the language. */
const aliases: Record<string, string> = {
  ts: 'typescript',
  mts: 'typescript',
  tsx: 'typescriptreact',
  js: 'javascript',
  mjs: 'javascript',
  jsx: 'javascriptreact',
  py: 'python',
  python3: 'python',
  rb: 'ruby',
  rs: 'rust',
  golang: 'go',
  cs: 'csharp',
  'c#': 'csharp',
  'c++': 'cpp',
  cc: 'cpp',
  kt: 'kotlin',
  sh: 'shellscript',
  bash: 'shellscript',
  zsh: 'shellscript',
  shell: 'shellscript',
  ps1: 'powershell',
  yml: 'yaml',
  md: 'markdown',
  text: 'plaintext',
  txt: 'plaintext',
  docker: 'dockerfile',
  make: 'makefile',
};

/** Languages whose code a model puts under the name of another. */
const families: readonly ReadonlySet<string>[] = [
  new Set(['typescript', 'typescriptreact', 'javascript', 'javascriptreact', 'vue', 'svelte']),
  new Set(['c', 'cpp', 'cuda-cpp', 'objective-c', 'objective-cpp']),
  new Set(['json', 'jsonc', 'jsonl']),
  new Set(['css', 'scss', 'less']),
];

/** VS Code's id for what stands after a fence, as far as it is known; else the word itself. */
export function toLanguageId(word: string): string {
  return aliases[word] ?? word;
}

/** Returns whether a block in one language may replace code in another. A block that names none may replace any. */
export function fitsLanguage(word: string, languageId: string): boolean {
  const language = toLanguageId(word);
  if (language === '' || language === languageId || languageId === 'plaintext') return true;
  return families.some((family) => family.has(language) && family.has(languageId));
}

import { mayRunByItself } from './selfRunningFiles.ts';

/** Why a path from an answer is refused. */
export type PathProblem = 'notAPath' | 'outside' | 'hidden' | 'reserved';

/** A path that stays in the folder it is joined to, with `/`; `isSensitive`: what lies there may run by itself. */
export type SafePath = { path: string; isSensitive: boolean } | { problem: PathProblem };

const maxLength = 500;
const maxSegmentLength = 200;

/** Names that Windows keeps for devices, with any extension. */
const deviceName = /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])(?:[. ]|$)/i;

/** Folders of version control: what is written there can run with the next command. */
const repositoryFolders = new Set(['.git', '.hg', '.svn', '.bzr', '.jj']);

/**
 * Checks a path that a model wrote. It names a file below a folder, the same one on every system and for every reader:
 * no way out, no repository folder in any spelling, no device, no stream, no character that hides or looks like another.
 */
export function checkPath(written: string): SafePath {
  const path = written
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .normalize('NFC');
  if (path === '' || path.length > maxLength || path.endsWith('/')) return { problem: 'notAPath' };
  if (/^(?:\/|~|[a-z]:)/i.test(path) || /^[a-z][a-z0-9+.-]+:/i.test(path)) return { problem: 'outside' };
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}\p{Default_Ignorable_Code_Point}]/u.test(path))
    return { problem: 'hidden' };
  // Full-width letters, ligatures and other spellings of the same: a file system or a reader may take one for the other.
  if (path.normalize('NFKC') !== path || /[^\S ]/.test(path)) return { problem: 'hidden' };
  for (const segment of path.split('/')) {
    const problem = checkSegment(segment);
    if (problem) return { problem };
  }
  return { path, isSensitive: isSensitivePath(path) };
}

/** Returns whether what lies at a path of a workspace folder may run by itself, however the path is spelled. */
export function isSensitivePath(path: string): boolean {
  return mayRunByItself(fold(path));
}

function checkSegment(segment: string): PathProblem | undefined {
  if (segment === '' || segment.length > maxSegmentLength) return 'notAPath';
  if (/^\.+$/.test(segment)) return 'outside';
  // Windows drops a last dot or space, gives `GIT~1` for `.git`, and a colon opens a stream.
  if (/[. ]$|^ |[<>:"|?*]|~\d/.test(segment)) return 'reserved';
  if (deviceName.test(segment) || repositoryFolders.has(fold(segment))) return 'reserved';
  return undefined;
}

/** Returns the spelling that file systems without case compare: `ı` and `ſ` are the same as `I` and `S` to some. */
function fold(text: string): string {
  return text.toUpperCase().normalize('NFKC').toLowerCase();
}

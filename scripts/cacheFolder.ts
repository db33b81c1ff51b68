import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder in which downloads and profiles outlive a checkout: `SWITCHYARD_CACHE`, else `switchyard` in
 * `XDG_CACHE_HOME`, else in the platform's folder for caches.
 */
export function cacheFolder(): string {
  const { SWITCHYARD_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (SWITCHYARD_CACHE) return SWITCHYARD_CACHE;
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'switchyard');
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'switchyard', 'Cache');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'switchyard');
  return join(homedir(), '.cache', 'switchyard');
}

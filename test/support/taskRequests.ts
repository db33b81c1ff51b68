import { toPrompt } from '#scripts/simulated/simulatedAnswer.ts';
import type { RecordedRequest } from '#scripts/simulated/simulatedProvider.ts';
import { toWire } from '#scripts/simulated/simulatedRoutes.ts';
import { readSimulatedRequests } from './simulatedRequests.ts';
import { waitUntil } from './waitUntil.ts';
import type { Workbench } from '#test/support/window/workbench.ts';

/** The requests of a workbench that run tasks, oldest first; not those that check keys. */
export async function readTaskRequests({ simulated }: Workbench): Promise<RecordedRequest[]> {
  return (await readSimulatedRequests(simulated.origin)).filter(({ body }) => body !== undefined);
}

/** Waits for a request whose last turn holds `text`, and returns the newest such one. */
export async function waitForRequest(workbench: Workbench, text: string): Promise<RecordedRequest> {
  return waitUntil(`a request that holds "${text}"`, async () =>
    (await readTaskRequests(workbench)).findLast((request) => promptOf(request).includes(text)),
  );
}

/** Waits until the client has closed the connection of such a request in mid-answer. */
export async function waitForAbort(workbench: Workbench, text: string): Promise<void> {
  await waitUntil(
    `the connection of "${text}" to be closed`,
    async () => (await waitForRequest(workbench, text)).isAborted,
  );
}

/** Returns the user's last turn in a request, whatever protocol it speaks. */
export function promptOf({ path, headers, body }: RecordedRequest): string {
  return toPrompt(toWire(pathOf(path), headers), body);
}

/** The family whose protocol a request speaks. */
export function familyOf({ path, headers }: RecordedRequest): 'gemini' | 'claude' | 'gpt' | 'compatible' {
  const families = { gemini: 'gemini', messages: 'claude', responses: 'gpt', chat: 'compatible' } as const;
  return families[toWire(pathOf(path), headers)];
}

function pathOf(path: string): string {
  return path.split('?', 1)[0] ?? path;
}

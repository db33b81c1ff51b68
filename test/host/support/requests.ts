import { strict as assert } from 'node:assert';
import type { RecordedRequest } from '#scripts/simulated/simulatedProvider.ts';
import { readSimulatedRequests } from '#test/support/simulatedRequests.ts';
import { promptOf } from '#test/support/taskRequests.ts';
import { waitUntil } from '#test/support/waitUntil.ts';

/** The one request that reached the provider. */
export async function onlyRequest(): Promise<RecordedRequest> {
  const requests = await readSimulatedRequests();
  const [request] = requests;
  assert.ok(request && requests.length === 1, `${requests.length} requests`);
  return request;
}

/** The prompt of the one request that reached the provider. */
export async function onlyPrompt(): Promise<string> {
  return promptOf(await onlyRequest());
}

/** Waits for the request whose prompt holds `text`. */
export function waitForRequest(text: string): Promise<RecordedRequest> {
  return waitUntil(`a request that holds "${text}"`, async () =>
    (await readSimulatedRequests()).findLast((request) => promptOf(request).includes(text)),
  );
}

/** Waits until the client has closed the connection of that request before its answer was complete. */
export async function waitForAbort(text: string): Promise<void> {
  await waitUntil(`the connection of "${text}" to be closed`, async () => (await waitForRequest(text)).isAborted);
}

/** Nothing has reached the provider. */
export async function assertNoRequest(): Promise<void> {
  assert.deepEqual(await readSimulatedRequests(), []);
}

import type { RecordedRequest } from '#scripts/simulated/simulatedProvider.ts';

/** Holds the simulated provider's origin for tests that run in another process, such as the extension host. */
export const simulatedOriginVariable = 'SWITCHYARD_SIMULATED_ORIGIN';

/** Returns the origin of the simulated provider of this run of tests. */
export function simulatedOrigin(): string {
  const origin = process.env[simulatedOriginVariable];
  if (!origin) throw new Error('These tests need the simulated provider: run them through npm run test:host.');
  return origin;
}

/** The requests that reached the simulated provider since {@link forgetSimulatedRequests}, oldest first. */
export async function readSimulatedRequests(origin: string = simulatedOrigin()): Promise<RecordedRequest[]> {
  const response = await fetch(`${origin}/__requests`);
  const requests: RecordedRequest[] = await response.json();
  return requests;
}

/** Empties the list of requests, and lets every `simulate: … once` fail once more. */
export async function forgetSimulatedRequests(origin: string = simulatedOrigin()): Promise<void> {
  await fetch(`${origin}/__requests`, { method: 'DELETE' });
}

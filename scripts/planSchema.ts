import { toJsonSchema } from '@valibot/to-json-schema';
import { planSchema } from '#orchestration/plans/planSchema.ts';

/** The JSON schema of plans. Throws where it could not say what the validation does. */
export function makePlanSchema(): Record<string, unknown> {
  return { ...toJsonSchema(planSchema, { target: 'draft-07', errorMode: 'throw' }), title: 'Switchyard plan' };
}

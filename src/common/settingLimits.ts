/** Bounds of a setting that is a number. */
export interface NumberLimits {
  default: number;
  minimum: number;
  maximum: number;
  /** Cuts off what stands behind the decimal point. */
  isWhole?: true;
}

/** Settings that are numbers. The manifest is made from this, and code clamps by it. */
export const numberSettings = {
  maxConcurrent: { default: 4, minimum: 1, maximum: 32, isWhole: true },
  maxConcurrentPerProvider: { default: 4, minimum: 1, maximum: 32, isWhole: true },
  maxAttempts: { default: 3, minimum: 1, maximum: 10, isWhole: true },
  connectTimeoutSeconds: { default: 60, minimum: 1, maximum: 600 },
  idleTimeoutSeconds: { default: 120, minimum: 1, maximum: 3_600 },
  requestTimeoutSeconds: { default: 1_800, minimum: 1, maximum: 86_400 },
  'history.maxAgeDays': { default: 90, minimum: 1, maximum: 3_650 },
  'history.maxMegabytes': { default: 200, minimum: 10, maximum: 10_000 },
} as const satisfies Record<string, NumberLimits>;

export type NumberSetting = keyof typeof numberSettings;

export function isNumberSetting(name: string): name is NumberSetting {
  return Object.hasOwn(numberSettings, name);
}

/** The most agents that may serve one task: more are a mistake rather than a wish. */
export const maxTeamSize = 16;

import * as l10n from '@vscode/l10n';
import { describeUpdate } from '#common/missingPart.ts';
import type { LlmErrorReason } from '#llm/core.ts';
import type { ExecutionError, ExecutionErrorKind, StoreProblem } from '#orchestration/index.ts';
import type { ActionView, RunAction } from '#protocol/messages.ts';
import { formatNumber } from '#common/language.ts';

/** Message about a failed run for a person, with buttons for the next step. */
export interface FailureMessage {
  message: string;
  actions: ActionView[];
}

/**
 * Describes the cause and the next step of a failure. The provider's own words follow ours, where it had any.
 * @param options.hasText true where a part of the answer had arrived.
 */
export function describeFailure(error: ExecutionError, agent: string, { hasText = false } = {}): FailureMessage {
  const { summary, actions, canKeepText = false } = findFailure(error);
  const detail = error.message.trim();
  const cause = error.amounts ? detail : summary(agent);
  // The core's words may be ours with more behind them.
  const words = [detail.startsWith(cause) ? detail : cause];
  if (canKeepText && hasText) words.push(l10n.t('What was received is kept.'));
  if (!words[0]?.includes(detail)) words.push(detail);
  return {
    message: words.join(' '),
    actions: actions.map((action) => ({ action, label: describeAction(action) })),
  };
}

/** Returns the label of an action's button. */
export function describeAction(action: RunAction): string {
  switch (action) {
    case 'setApiKey':
      return l10n.t('Set API Key');
    case 'selectAgent':
      return l10n.t('Choose Another Agent');
    case 'openSettings':
      return l10n.t('Open Settings');
    case 'retry':
      return l10n.t('Run Again');
    case 'runWithAgent':
      return l10n.t('Run With Another Agent…');
    case 'reload':
      return l10n.t('Reload Window');
    case 'showLog':
      return l10n.t('Show Log');
    case 'copy':
      return l10n.t('Copy');
    case 'apply':
      return l10n.t('Apply…');
    case 'applyAll':
      return l10n.t('Apply All…');
  }
}

/** Describes the state of the history, and of the runs that it should have stored. */
export function describeStoreProblem(problem: StoreProblem): string {
  switch (problem.kind) {
    case 'setAside':
      if (problem.reason === 'newer')
        return l10n.t(
          'The history is of a newer version of Switchyard. It was moved to {0}, and a new one begun.',
          problem.path,
        );
      return problem.keptCount === 0
        ? l10n.t('The history could not be read. It was moved to {0}, and a new one begun.', problem.path)
        : l10n.t(
            'The history was damaged. It was moved to {0}, and a new one begun with what could be read of it. Runs: {1}.',
            problem.path,
            formatNumber(problem.keptCount),
          );
    case 'inMemory':
      return l10n.t(
        'The history cannot be used for now. Tasks run as before, and their results are saved as soon as that is possible, but lost if this window closes before. {0}',
        problem.cause,
      );
    case 'unsaved':
      return l10n.t(
        '{0} Tasks run as before, and their results are saved as soon as that is possible.',
        unsavedCauses[problem.cause](),
      );
    case 'savedAgain':
      return l10n.t('The history is saved again, with all that waited.');
  }
}

const unsavedCauses: Record<Extract<StoreProblem, { kind: 'unsaved' }>['cause'], () => string> = {
  busy: () => l10n.t('The history cannot be saved for now, since another window uses it.'),
  full: () => l10n.t('The history cannot be saved: the disk is full.'),
  readOnly: () => l10n.t('The history cannot be saved: its file is read-only.'),
  io: () => l10n.t('The history cannot be saved: the disk reports an error.'),
};

/** Kinds that the user resolves in the set-up and not in the task: these also show outside the panel. */
export const setupFailures: ReadonlySet<ExecutionErrorKind> = new Set([
  'emptyDescription',
  'emptySelection',
  'unknownAgent',
  'agentDisabled',
  'missingKey',
  'authentication',
  'updated',
]);

interface Failure {
  summary: (agent: string) => string;
  actions: RunAction[];
  /** True where a part of the answer may have arrived. */
  canKeepText?: boolean;
}

/** Finds the failure of an error. An LLM of another extension, or a run of a newer version, may have an unknown kind. */
function findFailure({ kind, reason }: ExecutionError): Failure {
  if (reason !== undefined && Object.hasOwn(reasons, reason)) return reasons[reason];
  return Object.hasOwn(failures, kind) ? failures[kind] : failures.protocol;
}

const failures: Record<ExecutionErrorKind, Failure> = {
  emptyDescription: {
    summary: () => l10n.t('The task has no description. Say what to do, then run it again.'),
    actions: [],
  },
  emptySelection: {
    summary: () => l10n.t('Nothing is selected. Select some code or text first, then run the task again.'),
    actions: [],
  },
  unknownAgent: {
    summary: (agent) => l10n.t('There is no agent "{0}".', agent),
    actions: ['selectAgent', 'openSettings'],
  },
  agentDisabled: {
    summary: (agent) => l10n.t('The agent {0} cannot be used as it is set up.', agent),
    actions: ['selectAgent', 'openSettings'],
  },
  missingKey: {
    summary: (agent) => l10n.t('{0} needs an API key. Set one, or choose another agent.', agent),
    actions: ['setApiKey', 'selectAgent'],
  },
  updated: {
    summary: describeUpdate,
    actions: ['reload'],
  },
  budget: {
    summary: () => l10n.t('The budget does not allow it.'),
    actions: ['openSettings'],
  },
  authentication: {
    summary: (agent) => l10n.t('{0}: the key was not accepted.', agent),
    actions: ['setApiKey', 'selectAgent'],
  },
  permission: {
    summary: (agent) => l10n.t('{0} is not allowed to use this model.', agent),
    actions: ['setApiKey', 'selectAgent'],
  },
  notFound: {
    summary: (agent) => l10n.t('{0}: the provider does not know this model or address.', agent),
    actions: ['openSettings', 'selectAgent'],
  },
  invalidRequest: {
    summary: (agent) => l10n.t('{0}: the request was refused.', agent),
    actions: ['openSettings', 'selectAgent'],
  },
  contextLength: {
    summary: (agent) =>
      l10n.t('{0}: the task is too long for the model. Select less, or choose an agent with more room.', agent),
    actions: ['selectAgent'],
  },
  contentFilter: {
    summary: (agent) =>
      l10n.t(
        '{0} declined to answer, or its provider blocked the answer. Put the task differently, or choose another agent.',
        agent,
      ),
    actions: ['selectAgent'],
  },
  rateLimit: {
    summary: (agent) => l10n.t('{0}: the provider’s limit is reached. Wait a little, or choose another agent.', agent),
    actions: ['retry', 'selectAgent'],
  },
  overloaded: {
    summary: (agent) => l10n.t('{0}: the provider is overloaded. Try again soon, or choose another agent.', agent),
    actions: ['retry', 'selectAgent'],
  },
  server: {
    summary: (agent) => l10n.t('{0}: the provider had a fault of its own.', agent),
    actions: ['retry', 'selectAgent'],
  },
  network: {
    summary: (agent) => l10n.t('{0}: the connection failed.', agent),
    actions: ['retry', 'openSettings', 'selectAgent'],
    canKeepText: true,
  },
  timeout: {
    summary: (agent) => l10n.t('{0}: the provider was silent for too long.', agent),
    actions: ['retry', 'openSettings', 'selectAgent'],
    canKeepText: true,
  },
  protocol: {
    summary: (agent) => l10n.t('{0}: the answer broke off or was not understood.', agent),
    actions: ['retry', 'showLog', 'selectAgent'],
    canKeepText: true,
  },
  cancelled: {
    summary: () => l10n.t('Stopped.'),
    actions: ['retry'],
    canKeepText: true,
  },
};

/** Failures by reason, which come before those by kind. */
const reasons: Record<LlmErrorReason, Failure> = {
  certificate: {
    summary: (agent) =>
      l10n.t(
        '{0}: the server’s certificate is not trusted. If your organization checks encrypted connections, add its certificate authority to the system that the extension runs on, then reload the window.',
        agent,
      ),
    actions: ['retry', 'selectAgent'],
  },
  proxy: {
    summary: (agent) =>
      l10n.t('{0}: the proxy did not let the request through. Check VS Code’s settings under “http.proxy”.', agent),
    actions: ['retry', 'openSettings', 'selectAgent'],
    canKeepText: true,
  },
  credit: {
    summary: (agent) =>
      l10n.t('{0}: the account has no credit or quota left. Add some at the provider, or choose another agent.', agent),
    actions: ['selectAgent', 'retry'],
  },
  consent: {
    summary: (agent) =>
      l10n.t(
        '{0}: Switchyard may not use this model of VS Code. Run again and allow it when VS Code asks, or use “Manage Language Model Access…” in the Command Palette.',
        agent,
      ),
    actions: ['retry', 'selectAgent'],
  },
};

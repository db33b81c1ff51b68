import { withoutUndefined } from '#common/withoutUndefined.ts';
import type { BaseLlm, Message, RequestDescription } from '#llm/core.ts';
import { originOf } from '#orchestration/agents/endpoints.ts';
import type { AgentConfig, AgentTask } from '#orchestration/types.ts';

/** One request, exactly as it is about to be sent. */
export interface SendRequest {
  runId: string;
  task: AgentTask;
  agent: AgentConfig;
  /** The origin that the request goes to; for models of VS Code's own, the agent's provider. */
  destination: string;
  /** The headers that the settings add, with `${apiKey}` for the key. */
  headers: Readonly<Record<string, string>>;
  messages: readonly Message[];
  /** A limit in dollars is in force and the model's price is not known: only who agrees to that may say `send`. */
  hasUnknownPrice: boolean;
  /** Describes its URL and its contents besides the messages. Called only when somebody looks at them. */
  describe: () => RequestDescription;
  signal?: AbortSignal | undefined;
}

/** Decision about a request. */
export type SendDecision =
  | {
      kind: 'send';
      /** The user was told that the price is not known and wants it sent. Without that, such a request fails. */
      isPriceAgreed?: boolean;
    }
  /** The user does not want it: the run ends as cancelled. */
  | { kind: 'cancel' }
  /** It must not be sent: the run fails. */
  | { kind: 'refuse'; message: string };

/** Asked once a run, before its first request leaves. */
export type BeforeSend = (request: SendRequest) => Promise<SendDecision>;

/** Destination of an agent's requests, for a person. */
export function destinationOf(agent: AgentConfig): string {
  return originOf(agent) ?? agent.provider;
}

/** Files whose text a task sends, those of earlier turns included. */
export function filesOf({ context, historyFiles = [] }: Pick<AgentTask, 'context' | 'historyFiles'>): string[] {
  // The selected text may be the description itself: then its file is where it came from, no more.
  const { code, range, diagnostics = [] } = context ?? {};
  const hasCode = code !== undefined || range !== undefined || diagnostics.length > 0;
  const own = hasCode && context?.file !== undefined ? [context.file] : [];
  return [...new Set([...historyFiles, ...own, ...(context?.files ?? []).map(({ file }) => file)])];
}

/** Describes a request as its wire builds it or, where only the editor knows that, as the settings have it. */
export function describeRequest(llm: BaseLlm, agent: AgentConfig, messages: Message[]): RequestDescription {
  const { maxTokens, temperature, params } = agent;
  return (
    llm.describeRequest(messages) ?? {
      url: destinationOf(agent),
      parameters: {
        ...withoutUndefined({ maxTokens, temperature }),
        ...params,
      },
    }
  );
}

import * as l10n from '@vscode/l10n';
import { withoutUndefined } from '#common/withoutUndefined.ts';
import { type BaseLlm, LlmError, type Message, toTurns } from '#llm/core.ts';
import type { ActiveRun } from './activeRun.ts';
import { checkAnswer } from './answerFault.ts';
import { toUnknownPriceError } from '#orchestration/runs/budget/budgetErrors.ts';
import type { Admission } from '#orchestration/runs/budget/budgetMeter.ts';
import type { AnswerProgress } from '#orchestration/runs/budget/budgetRequest.ts';
import { drainAnswer } from './drainAnswer.ts';
import { EventRedactor } from './eventRedactor.ts';
import { buildMessages } from './prompt.ts';
import { decideRetry, sleep } from './retry.ts';
import { describeRequest, destinationOf } from './sending.ts';
import { RunError, toLlmError } from '#orchestration/runError.ts';
import { addUp } from '#orchestration/runs/budget/spent.ts';
import type { AgentConfig, Spent } from '#orchestration/types.ts';
import { type AgentRunRequest, readSteadyClock, type RunEnvironment, valueOf } from './runEnvironment.ts';

/** Sends the request of one run, again where the policy allows it, and counts the cost of each. */
export class RequestSender {
  readonly #run: ActiveRun;
  readonly #environment: RunEnvironment;
  readonly #request: AgentRunRequest;
  #admission: Admission | undefined;
  /** Of requests that have ended. */
  #guessed: Spent | undefined;
  #isPriceAgreed = false;
  /** By the monotonic clock: the moment in which the request was sent, and in which its answer began. */
  #sentAt: number | undefined;
  #begunAt: number | undefined;

  constructor(run: ActiveRun, environment: RunEnvironment, request: AgentRunRequest) {
    this.#run = run;
    this.#environment = environment;
    this.#request = request;
  }

  /** Resolves when the LLM has finished; rejects with the error of the last attempt. */
  async send(agent: AgentConfig, llm: BaseLlm): Promise<void> {
    const { signal, task, toMessages } = this.#request;
    const { retry, random, logger, redactor } = this.#environment;
    const run = this.#run;
    const limits = valueOf(retry);
    const messages = toTurns(toMessages ? toMessages(agent) : buildMessages(task, agent));
    await this.#confirm(agent, llm, messages);
    const { runId } = this.#request;
    logger?.trace(`The request of run ${runId}:`, () => JSON.stringify(messages));
    logger?.debug('A request is sent.', {
      runId,
      provider: agent.provider,
      destination: destinationOf(agent),
      messages: messages.length,
      characters: messages.reduce((sum, { content }) => sum + content.length, 0),
    });
    let waitedMs = 0;
    for (;;) {
      signal?.throwIfAborted();
      const { maxTokens, isCut } = await this.#admit(agent, messages);
      run.countAttempt();
      this.#sentAt = this.#steadyNow();
      try {
        const events = llm.stream(messages, withoutUndefined({ signal, maxTokens }));
        await drainAnswer(run, events, agent, {
          redactor: new EventRedactor(redactor),
          maxTokens,
          onAnswer: () => (this.#begunAt ??= this.#steadyNow()),
        });
        checkAnswer(run, agent.type, isCut);
        return;
      } catch (thrown) {
        if (thrown instanceof RunError) throw thrown;
        const error = toLlmError(thrown, agent.type);
        const state = { attempts: run.attempts, waitedMs, hasEmitted: run.hasEmitted };
        const delayMs = decideRetry(error, state, limits, random);
        if (delayMs === undefined || signal?.aborted) throw error;
        this.end(error);
        logger?.warn('A request failed and will be sent again.', { kind: error.kind, delayMs, ...state });
        run.emit({ type: 'retry', attempt: run.attempts + 1, reason: error.kind, delayMs });
        await (this.#environment.sleep ?? sleep)(delayMs, signal);
        waitedMs += delayMs;
      }
    }
  }

  /** Ends the request in progress, if there is one. */
  end(error?: unknown): void {
    const { reported, hasEmitted } = this.#run;
    const counted = error instanceof LlmError ? error.usage : undefined;
    const isRefused = !hasEmitted && !reported.usage && !counted && error instanceof LlmError && isRefusal(error);
    const isUnheard = !hasEmitted && error instanceof LlmError && error.kind !== 'cancelled' && !error.hasBegun;
    const guessed = this.#admission?.end({ ...reported, counted, isUnheard, isRefused });
    this.#admission = undefined;
    if (guessed) this.#guessed = this.#guessed ? addUp([this.#guessed, guessed]) : guessed;
  }

  #guess(): Spent | undefined {
    const amounts = [this.#guessed ?? [], this.#admission?.spent() ?? []].flat();
    return amounts.length > 0 ? addUp(amounts) : undefined;
  }

  async #confirm(agent: AgentConfig, llm: BaseLlm, messages: Message[]): Promise<void> {
    const { runId, task, signal } = this.#request;
    const { headers = {} } = agent;
    await this.#environment.loadPrices?.();
    const hasUnknownPrice = this.#request.meter.asksForPrice(agent);
    const facts = { runId, task, agent, messages, signal, headers, hasUnknownPrice, destination: destinationOf(agent) };
    this.#run.askConsent();
    const decision = await this.#environment.beforeSend?.({
      ...facts,
      describe: () => describeRequest(llm, agent, messages),
    });
    if (decision?.kind === 'refuse') throw new RunError('invalidRequest', decision.message);
    if (decision?.kind === 'cancel') {
      throw new LlmError({ kind: 'cancelled', provider: agent.type, message: l10n.t('The task was not sent.') });
    }
    this.#isPriceAgreed = decision?.isPriceAgreed === true;
    if (hasUnknownPrice && !this.#isPriceAgreed) throw toUnknownPriceError(agent);
    if (!this.#run.isSettled) this.#run.begin();
  }

  async #admit(agent: AgentConfig, messages: readonly Message[]): Promise<Admission> {
    const { meter, refuse, signal } = this.#request;
    const refusal = refuse?.();
    if (refusal) throw new RunError(refusal.kind, refusal.message, refusal);
    this.#sentAt = undefined;
    this.#begunAt = undefined;
    const lengthBefore = this.#run.outputLength;
    const progress = (): AnswerProgress => this.#progress(lengthBefore);
    const admission = await meter.admit({ agent, messages, progress, isPriceAgreed: this.#isPriceAgreed, signal });
    if (signal?.aborted) admission.end({ isRefused: true });
    signal?.throwIfAborted();
    this.#admission = admission;
    this.#run.setGuess(() => this.#guess());
    return admission;
  }

  #progress(lengthBefore: number): AnswerProgress {
    const silentMs = this.#sentAt === undefined ? 0 : (this.#begunAt ?? this.#steadyNow()) - this.#sentAt;
    return { length: this.#run.outputLength - lengthBefore, silentMs };
  }

  #steadyNow(): number {
    return (this.#environment.steadyNow ?? readSteadyClock)();
  }
}

/** Tells whether an unanswered request was refused, so that nothing is charged for it. */
function isRefusal({ status, kind, hasBegun }: LlmError): boolean {
  return status === undefined ? kind === 'network' && !hasBegun : status < 200 || status > 299;
}

// An extension that adds an LLM to Switchyard: all that one needs. The settings of a user then name its type:
//   "switchyard.providers": { "sample": { "type": "sample.shout" } },
//   "switchyard.agents":    { "shout": { "provider": "sample", "model": "loud-1" } }
const vscode = require('vscode');

exports.activate = async function activate(context) {
  const switchyard = await vscode.extensions.getExtension('switchyard.switchyard').activate();
  /** What Switchyard gave to each LLM. A real provider keeps it in `this.config` only. */
  const configs = [];

  class ShoutingLlm extends switchyard.BaseLlm {
    constructor(config) {
      super(config);
      configs.push(config);
    }

    async *stream(messages, { signal } = {}) {
      const prompt = messages.at(-1).content;
      for (const word of prompt.toUpperCase().split(/(?<= )/)) {
        signal?.throwIfAborted();
        yield { type: 'text', text: word };
      }
      if (prompt.includes('break')) throw new TypeError('shout is not a function');
      if (prompt.includes('too often')) {
        const message = 'Not so loud.';
        throw new switchyard.LlmError({ kind: 'rateLimit', provider: 'sample.shout', message, retryable: false });
      }
      if (prompt.includes('oddly')) {
        const message = 'Nobody knows this kind.';
        throw new switchyard.LlmError({ kind: 'odd', reason: 'toString', provider: 'sample.shout', message });
      }
      yield { type: 'finish', reason: 'stop', usage: { inputTokens: messages.length, outputTokens: 1 } };
    }
  }

  const register = (load = async () => ShoutingLlm) => {
    const registration = switchyard.registerLlm('sample.shout', load);
    context.subscriptions.push(registration);
    return registration;
  };

  return {
    registration: register(),
    register,
    configs,
    run: (description) => switchyard.executeTask({ description, agent: 'shout' }),
  };
};

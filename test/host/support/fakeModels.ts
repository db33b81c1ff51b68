import * as vscode from 'vscode';

type Progress = vscode.Progress<vscode.LanguageModelResponsePart>;
type Answer = (progress: Progress, token: vscode.CancellationToken) => Promise<void>;

/** Models that VS Code offers, as an extension brings them. Keeps what it was asked. */
export class FakeModels implements vscode.LanguageModelChatProvider {
  readonly asked: { model: string; prompts: string[]; options: vscode.ProvideLanguageModelChatResponseOptions }[] = [];
  readonly #ids: readonly string[];
  answer: Answer = async (progress) => {
    for (const word of ['Hello', ', ', 'world']) progress.report(new vscode.LanguageModelTextPart(word));
  };

  constructor(ids: readonly string[] = ['first', 'second']) {
    this.#ids = ids;
  }

  async provideLanguageModelChatInformation(): Promise<vscode.LanguageModelChatInformation[]> {
    const facts = { version: '1', maxInputTokens: 100_000, maxOutputTokens: 1_000, capabilities: {} };
    return this.#ids.map((id) => ({ id, name: `Name of ${id}`, family: `family-${id}`, ...facts }));
  }

  async provideLanguageModelChatResponse(
    model: vscode.LanguageModelChatInformation,
    messages: readonly vscode.LanguageModelChatRequestMessage[],
    options: vscode.ProvideLanguageModelChatResponseOptions,
    progress: Progress,
    token: vscode.CancellationToken,
  ): Promise<void> {
    this.asked.push({ model: model.id, prompts: messages.map(toText), options });
    await this.answer(progress, token);
  }

  /** VS Code's type asks for it; nothing here does. */
  async provideTokenCount(): Promise<number> {
    return 0;
  }
}

/** A part that VS Code passes on and its types do not know. */
export function thinkingPart(value: string | string[]): vscode.LanguageModelTextPart {
  return Reflect.construct(Reflect.get(vscode, 'LanguageModelThinkingPart'), [value]);
}

function toText({ content }: vscode.LanguageModelChatRequestMessage): string {
  return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
}

// The lazy part of the panel: loaded with the first message of its page.
export { AnswerDifferences } from './answerDifferences.ts';
export { findBlockText } from './blockText.ts';
export { canPreviewDiagrams, DiagramPreview } from './diagramPreview.ts';
export { toPanelStrings } from './panelStrings.ts';
export { ThemeColors } from './themeColors.ts';
export { openWorkspaceFile } from '#editor/documents/fileLinks.ts';
export { openExternalLink } from '#editor/ui/externalLinks.ts';

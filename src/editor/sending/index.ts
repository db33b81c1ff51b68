export { pickContextFiles } from './contextFiles.ts';
export { PreviewDocuments } from './previewDocuments.ts';
export { SendGuard } from './sendGuard.ts';
export { sendPolicy } from './sendPolicy.ts';

// Writes the settings section of package.json anew, from the schemas and limits that the code reads by.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './sampleWorkspace.ts';
import { makeSettingsSection } from './settingsSection.ts';

const path = join(projectFolder, 'package.json');
const manifest = JSON.parse(readFileSync(path, 'utf8'));
manifest.contributes.configuration = makeSettingsSection();
writeFileSync(path, `${JSON.stringify(manifest, undefined, 2)}\n`);

// Name and version of this server, from package.json.
import { readFileSync } from 'node:fs';

const about = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as Record<string, string | undefined>;

export const VERSION = about.version ?? '';
export const DESCRIPTION = about.description ?? '';

/** The command `main.ts api-key`: makes an API key and shows it once, with the entry that lets its holder in. Keeps nothing. */
import { parseArgs } from 'node:util';
import { createApiKey } from '@seatrial/service-identity';

export const API_KEY_USAGE = 'usage: main.ts api-key --tenant NAME [--admin]';

/** What to print. Throws an Error whose message says what to do. */
export function newApiKeyText(args: readonly string[]): string {
  const { values } = parseArgs({
    args: [...args],
    options: { tenant: { type: 'string', default: '' }, admin: { type: 'boolean', default: false } },
  });
  const { key, entry } = createApiKey(values.tenant, values.admin ? ['admin'] : []);
  return [
    'Send this header (it is not kept anywhere and cannot be shown again):',
    `X-Api-Key: ${key}`,
    'Add this to apiKeys in the credentials document:',
    JSON.stringify(entry),
  ].join('\n');
}

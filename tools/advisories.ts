/**
 * What `npm audit --json` said, in a sentence and a verdict. A registry without an audit endpoint is not a pass and not a
 * failure: it is said. Only high and critical advisories fail.
 */

export interface AuditResult {
  readonly sentence: string;
  readonly failed: boolean;
}

interface Answer {
  readonly metadata?: { readonly vulnerabilities?: Readonly<Record<string, number>> };
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string }>>;
  readonly statusCode?: number;
}

export function readAudit(output: string): AuditResult {
  const answer = parse(output);
  const counts = answer?.metadata?.vulnerabilities;
  if (answer === undefined || counts === undefined) {
    const reason = answer?.statusCode === undefined ? 'no answer' : `status ${answer.statusCode}`;
    return { sentence: `not checked: the package registry does not answer audits (${reason})`, failed: false };
  }
  const severe = Object.entries(answer.vulnerabilities ?? {}).filter(([, { severity }]) => isSevere(severity));
  const names = severe.map(([name, { severity }]) => `${name} (${severity})`);
  const { total = 0 } = counts;
  const failed = names.length > 0 || (counts.high ?? 0) + (counts.critical ?? 0) > 0;
  return { sentence: `${total} known advisories${failed ? `; high or critical: ${names.join(', ')}` : ''}`, failed };
}

function isSevere(severity: string): boolean {
  return severity === 'high' || severity === 'critical';
}

function parse(output: string): Answer | undefined {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}

/**
 * Judges that no declared secret stood in a system's own output. The whole log of every instance must have been searched; one
 * that is empty was searched as well. A value that is one short word may stand there by chance, and is a doubt.
 */
import type { NoSecretsInLogsClaim } from '../plan/claims/claim.ts';
import { formatBytes } from '../std/units.ts';
import { type Judge, nothing, withGaps } from './answer.ts';
import { coverage } from './coverage.ts';
import { many, naming } from './wording.ts';

export const judgeSecrets: Judge<NoSecretsInLogsClaim> = ({ system, during }, ledger) => {
  const required = `no declared secret stands in the output of ${system}`;
  const starts = ledger.of('instance-started').filter((record) => record.system === system);
  if (starts.length === 0) return nothing(required, [`no instance of ${system} was started`]);
  const searched = ledger.of('log-searched').filter((record) => record.system === system);
  const found = ledger.of('secret-found').filter((record) => record.system === system);
  const certain = found.filter(({ ordinary }) => ordinary !== true);
  const doubtful = found.filter(({ ordinary }) => ordinary === true);
  const gaps = [...coverage({ journey: null, during }, ledger).gaps];
  for (const number of new Set(starts.map(({ instance }) => instance))) {
    if (!searched.some(({ instance }) => instance === number))
      gaps.push(`the output of ${system} ${number} was not searched`);
  }
  for (const { instance, unsearchedBytes } of searched) {
    if (unsearchedBytes !== undefined)
      gaps.push(
        `the last ${formatBytes(unsearchedBytes)} of the output of ${system} ${instance} were not searched: it is too long`,
      );
  }
  const lines = searched.reduce((sum, record) => sum + record.lines, 0);
  const names = new Set(searched.flatMap(({ secrets }) => secrets));
  const where = ({ secret, instance, line, count }: (typeof found)[number]): string =>
    `${secret} stood ${many(count, 'time')} in logs/${system}-${instance}.log, first in line ${line} of its output`;
  return withGaps(
    {
      verdict: certain.length > 0 ? 'disproven' : found.length > 0 || names.size === 0 ? 'unproven' : 'proven',
      required,
      observed:
        found.length > 0
          ? `${naming(new Set(found.map(({ secret }) => secret)))} in its output`
          : `none in ${many(lines, 'line')}`,
      because: [
        ...certain.map(where),
        ...doubtful.map(
          (record) =>
            `${where(record)}; its value is one short word or number, which may stand there for another reason: a longer one with letters and digits would tell`,
        ),
        `${many(lines, 'line')} of ${many(searched.length, 'log')} were searched for ${naming(names, 5)}`,
      ],
      records: [...starts, ...searched, ...found],
    },
    gaps,
  );
};

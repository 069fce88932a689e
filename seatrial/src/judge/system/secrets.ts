/**
 * Judges that no declared secret stood in a system's own output. The whole log of every instance must have been searched; one
 * that is empty was searched as well. A value that is one short word may stand there by chance, and is a doubt.
 */
import type { NoSecretsInLogsClaim } from '../../plan/claims/claim.ts';
import { formatBytes } from '../../std/units.ts';
import { type Judge, noEvidence, withGaps } from '../answer.ts';
import { many, naming } from '../wording.ts';

export const judgeSecrets: Judge<NoSecretsInLogsClaim> = ({ system }, ledger) => {
  const required = `no declared secret appears in the output of ${system}`;
  const starts = ledger.of('instance-started').filter((record) => record.system === system);
  if (starts.length === 0) return noEvidence(required, [`no instance of ${system} was started`]);
  const searched = ledger.of('log-searched').filter((record) => record.system === system);
  const found = ledger.of('secret-found').filter((record) => record.system === system);
  const isDoubtful = ({ ordinary, guessed }: (typeof found)[number]): boolean => ordinary === true || guessed === true;
  const certain = found.filter((record) => !isDoubtful(record));
  const doubtful = found.filter(isDoubtful);
  const gaps = [...new Set(starts.map(({ instance }) => instance))]
    .filter((number) => !searched.some(({ instance }) => instance === number))
    .map((number) => `the output of ${system} ${number} was not searched`);
  for (const { instance, unsearchedBytes } of searched) {
    if (unsearchedBytes !== undefined)
      gaps.push(
        `the last ${formatBytes(unsearchedBytes)} of the output of ${system} ${instance} were not searched: it is too long`,
      );
  }
  const end = ledger.of('trial-ended')[0];
  if (end?.outcome !== 'complete')
    gaps.unshift(`the trial did not complete: ${end?.because ?? end?.outcome ?? 'the journal has no end of it'}`);
  const lines = searched.reduce((sum, record) => sum + record.lines, 0);
  const names = new Set(searched.flatMap(({ secrets }) => secrets));
  const where = ({ secret, instance, line, count, lines: single }: (typeof found)[number]): string =>
    `${secret} stood ${many(count, 'time')}${single === undefined ? '' : ` (${single.toLocaleString('en-US')} as a single line of it)`} in logs/${system}-${instance}.log, first in line ${line} of its output`;
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
        ...doubtful.map((record) => `${where(record)}; ${whyDoubtful(record)}`),
        `${many(lines, 'line')} of ${many(searched.length, 'log')} were searched for ${naming(names, 5)}`,
      ],
      records: [...starts, ...searched, ...found],
    },
    gaps,
  );
};

function whyDoubtful({ ordinary, lines }: { ordinary?: true; lines?: number }): string {
  if (ordinary !== true)
    return 'only the name lets it be taken for a secret: name it in secrets of the plan if it is one, else give it another name';
  const what = lines === undefined ? 'one short word or number' : 'words alone';
  return `what stood there is ${what}, which may stand there for another reason: letters and digits together would tell`;
}

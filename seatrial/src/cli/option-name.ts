/** Options by the name that the user gave them: who wrote `-u` does not look for `--users`. */

const SHORT: Readonly<Record<string, string>> = {
  '--users': '-u',
  '--duration': '-d',
  '--rate': '-r',
  '--threshold': '-t',
  '--workers': '-w',
  '--keep': '-k',
};

/**
 * The option as it stands in the arguments; its long name where it does not stand there at all.
 * @example asWritten('--users', ['quick', 'http://127.0.0.1/', '-u5']) // '-u'
 */
export function asWritten(option: string, args: readonly string[] = process.argv.slice(2)): string {
  const short = SHORT[option];
  const isLong = args.some((arg) => arg === option || arg.startsWith(`${option}=`));
  const isShort = short !== undefined && args.some((arg) => arg.startsWith(short));
  return isShort && !isLong ? short : option;
}

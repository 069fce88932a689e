/**
 * The user of this machine that an instance runs as: its ids, and its way to the instance's data folder. Only root can start
 * a program as another user; the check of the plan refuses it otherwise.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The user and its first group; a sentence when this machine knows no such user. */
export function accountOf(user: string): Account | string {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, user], { encoding: 'utf8' }));
  const ids = [uid, gid].map((answer) => Number.parseInt(answer?.stdout ?? '', 10));
  if (ids.every(Number.isInteger)) return { uid: ids[0] as number, gid: ids[1] as number };
  return `this machine has no user '${user}'; make one, or name another`;
}

/** Gives the folder to the user, and lets others pass through its parent, which is ours; a sentence when the user still cannot write there. */
export function giveFolder(folder: string, user: string, account: Account): string | null {
  chmodSync(dirname(folder), 0o711);
  chownSync(folder, account.uid, account.gid);
  if (may('-w', folder, account)) return null;
  const barrier = foldersTo(folder).find((each) => !may('-x', each, account)) ?? folder;
  return `'${user}' cannot get to its data folder ${folder}, because ${barrier} keeps others out; allow it (chmod o+x ${barrier}) or run in another folder`;
}

function may(test: '-w' | '-x', path: string, account: Account): boolean {
  return spawnSync('/bin/sh', ['-c', `test ${test} "$1"`, 'sh', path], { ...account, cwd: '/' }).status === 0;
}

/** From the root down. */
function foldersTo(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [...foldersTo(above), folder];
}

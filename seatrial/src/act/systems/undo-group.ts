/** Undoes what a dead trial did to an instance: kills what still runs of it, or lets it run on. Processes that left its group are found by the mark. */
import type { Clock } from '../../std/clock.ts';
import { isBirth, isPid, type LeasedGroup } from './lease.ts';
import { Members } from './members.ts';
import { birthOf, bornSinceBoot, groupIsAlive, hasProcessTable, readProcess, sendTo } from './process-table.ts';

const KILL_PATIENCE_MS = 2000;

export const killGroup = { isWhole, undo: kill };
export const resumeGroup = { isWhole, undo: resume };

/** No lease of ours names group 0 or 1: a signal would go to ourselves, or to all processes. */
function isWhole({ pgid, leaderStart, mark }: LeasedGroup): boolean {
  return isPid(pgid) && pgid > 1 && isBirth(leaderStart) && (mark === undefined || isMark(mark));
}

/** A mark that is no UUID could be a part of anybody's environment. */
function isMark(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
}

/** What is left of a group; a sentence where nothing is, or where it cannot be told. */
function leftOf(undo: LeasedGroup): { members: Members; who: string } | string {
  const { pgid, leaderStart } = undo;
  if (!hasProcessTable || leaderStart === null) {
    return `nothing: this system cannot tell whether group ${pgid} is still the same; look at it yourself`;
  }
  const isSame = isSameGroup(pgid, leaderStart);
  const members = new Members(undo, isSame);
  const who = isSame ? `group ${pgid}` : `what group ${pgid} had started`;
  return members.living().length === 0 ? `nothing: group ${pgid} had already ended` : { members, who };
}

async function resume(undo: LeasedGroup): Promise<string> {
  const left = leftOf(undo);
  if (typeof left === 'string') return left;
  for (const member of left.members.living()) sendTo(member, 'SIGCONT');
  return `${left.who} resumed`;
}

async function kill(undo: LeasedGroup, clock: Clock): Promise<string> {
  const found = leftOf(undo);
  if (typeof found === 'string') return found;
  const { members, who } = found;
  for (let waitedMs = 0; ; waitedMs += 10) {
    const left = members.living();
    if (left.length === 0) return `${who} killed`;
    if (waitedMs >= KILL_PATIENCE_MS) return `${who} was sent SIGKILL and has not ended yet`;
    for (const member of left) sendTo(member, 'SIGKILL');
    await clock.sleep(10);
  }
}

/** A pid is not given away while a group bears its number, so a group without its leader is still the same one. */
function isSameGroup(pgid: number, leaderStart: string): boolean {
  if (readProcess(pgid)) return birthOf(pgid) === leaderStart;
  return bornSinceBoot(leaderStart) && groupIsAlive(pgid);
}

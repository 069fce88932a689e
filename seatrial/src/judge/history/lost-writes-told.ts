/**
 * What a finding about lost writes says when nothing is wrong: what was asked, what is missing, and what was shown, with
 * the limits of what was shown. Each sentence is literally true of the records it was made from.
 */

import { formatUs } from '../../std/units.ts';
import { notShownBy } from '../faults/nature.ts';
import { many, naming, outOf } from '../wording.ts';
import type { FaultsSeen } from './faults-that-count.ts';
import type { OperationRecord } from './key-history.ts';
import type { LostWritesTally, OwedOperation, OwedTally } from './lost-writes-tally.ts';

/** What is asked of what was acknowledged: of some keys no value can be asked. */
export function requiredOf({ writes, deletes }: LostWritesTally): string {
  if (writes.count === 0 && deletes.count > 0) return 'every deleted key is read back as absent after the last fault';
  const nameless = writes.count - writes.named;
  const how =
    nameless === 0
      ? 'with its value after the last fault'
      : writes.named === 0
        ? 'as present after the last fault'
        : 'after the last fault, with its value where it named one';
  const absent = deletes.count > 0 ? ', every deleted key as absent' : '';
  return `every acknowledged write is read back ${how}${absent}`;
}

/** What disproves comes first. */
export function observedOf(tally: LostWritesTally): string {
  const { written, writes, deletes, early } = tally;
  const keys = (count: number, one: string, more: string): string[] =>
    count === 0 ? [] : [`${many(count, 'key')} ${count === 1 ? one : more}`];
  const parts = [
    ...keys(tally.wrong('phantom'), 'showed a value that was never written', 'showed values that were never written'),
    ...keys(tally.wrong('refused'), 'showed a value that was refused', 'showed values that were refused'),
  ];
  const lost = `${outOf(tally.wrong('lost'), written, 'acknowledged write')} lost`;
  const unread = `${many(writes.unread, 'write')} not read back`;
  const back = deletes.count === 0 ? [] : [`${many(tally.wrong('came back'), 'deleted key')} came back`];
  const isBackFirst = tally.wrong('came back') > 0 && tally.wrong('lost') === 0;
  parts.push(...(isBackFirst ? [...back, lost, unread] : [lost, unread, ...back]));
  if (deletes.count > 0) parts.push(`${many(deletes.unread, 'delete')} not read back`);
  if (early.count > 0) parts.push(`${many(early.count, 'key')} read too early`);
  return parts.join(', ');
}

/** Why it is not shown that everything is kept. */
export function doubtsAbout(tally: LostWritesTally, faults: FaultsSeen): string[] {
  const { writes, deletes, untold, elsewhere } = tally;
  const doubts = [...faults.doubts];
  if (!tally.telling) {
    doubts.push(
      'every acknowledged write was, or may have been, deleted again, and no delete of one is owed: nothing had to be there',
    );
  } else if (faults.counted.length === 0 && faults.unknown.length > 0) {
    doubts.push(...faults.unknown.slice(0, 3));
  } else if (faults.counted.length === 0 && faults.uncounted.length > 0) {
    doubts.push(...noneCounted(faults.uncounted));
  }
  doubts.push(...unreadTold('write', writes, faults), ...unreadTold('delete', deletes, faults));
  doubts.push(...earlyTold(tally, faults), ...unseenTold(tally), ...incomparableTold(writes));
  doubts.push(...tally.defaults.doubts('key'));
  doubts.push(...writes.alike.doubts(writes.count, 'acknowledged write'));
  if (untold.first) {
    const keys = `${many(untold.count, 'key')} ${untold.count === 1 ? 'was' : 'were'}`;
    doubts.push(
      `${keys} read as other than what had been acknowledged and changed again before another read: lost or late is not known; first: key ${untold.first.key}`,
    );
  }
  if (elsewhere.first) doubts.push(elsewhereTold(elsewhere.count, 'key', 'right only if', elsewhere.first));
  return doubts;
}

/** What is right, or wrong, only if what another journey recorded was done to the same thing. */
export function elsewhereTold(
  count: number,
  noun: 'key' | 'read',
  when: 'right only if' | 'not right if',
  { read, journeys }: { readonly read: OperationRecord; readonly journeys: readonly string[] },
): string {
  const showed = noun === 'read' ? 'showed' : `${count === 1 ? 'was' : 'were'} read as`;
  const seen = read.value === null ? 'absent' : read.presenceOnly ? 'present' : 'another value';
  const value = when === 'right only if' ? seen : read.value === null ? 'absent' : 'present';
  return `${many(count, noun)} ${showed} what is ${when} what ${naming(new Set(journeys))} recorded of a key of that name was done to the same thing, which is not known: let one journey record all changes of a key; first: key ${read.key}, read at ${formatUs(read.startedUs)} as ${value}`;
}

/** Why each fault does not count: two in the sentence itself, or how many more, because it is shown wherever there is little room. */
function noneCounted([first, ...others]: readonly string[]): string[] {
  const all = (beside: string): string => `no fault could have hurt what is owed: ${first}${beside}`;
  if (others.length < 2) return [all(others.map((other) => `; ${other}`).join(''))];
  const shown = others.slice(0, 4);
  const more = others.length - shown.length;
  return [
    all(`; nor could ${others.length} others`),
    ...shown,
    ...(more > 0 ? [`${many(more, 'more fault')} could not either`] : []),
  ];
}

function unreadTold(what: OwedOperation['what'], owed: OwedTally, { bites }: FaultsSeen): string[] {
  const { neverRead, unanswered } = owed;
  const told: string[] = [];
  if (neverRead > 0) {
    told.push(`${count(neverRead, owed.count, what)} never read ${after(what, neverRead, bites.length)}`);
  }
  const { first } = unanswered;
  if (first) {
    const times = first.times === 1 ? 'once' : `${first.times} times`;
    const when = after(what, unanswered.count, bites.length);
    told.push(
      `${count(unanswered.count, owed.count, what)} asked for without a clear answer ${when}; first: key ${first.key}, asked for ${times}, last answer: ${first.last}`,
    );
  }
  return told;
}

/** What was not shown by an instance that was still starting. */
function earlyTold({ early, writes, deletes }: LostWritesTally, { notReady }: FaultsSeen): string[] {
  if (!early.first) return [];
  const [were, waited] = [early.count === 1 ? 'was' : 'were', notReady.length === 1 ? 'was' : 'were'];
  return [
    `${outOf(early.count, writes.count + deletes.count, 'acknowledged change')} ${were} not shown by the last read, which began while ${notReady.join(' and ')} ${waited} not ready again: that decides nothing; first: key ${early.first.key}`,
  ];
}

/** What users found absent that may never see it. */
function unseenTold({ unseen, writes, deletes }: LostWritesTally): string[] {
  const owed = writes.count + deletes.count;
  const told: string[] = [];
  const { other, 'same number': again } = unseen;
  if (other.first) {
    told.push(
      `${outOf(other.count, owed, 'acknowledged change')} ${other.count === 1 ? 'was' : 'were'} found absent only by other users than the one that made ${other.count === 1 ? 'it' : 'them'}, and no other user was ever shown a key that begins alike: whether they may see it is not known; give readBack as many users as the load has, then each key is read by its own; first: key ${other.first.key}`,
    );
  }
  if (again.first) {
    told.push(
      `${outOf(again.count, owed, 'acknowledged change')} ${again.count === 1 ? 'was' : 'were'} found absent only by users of another phase, which were set up anew or had cookies, a login or data of a setup, and none of those was ever shown a key that begins alike and was written in another phase: lost, or another account, is not known; let userSetup log in to the same account by t.user.index, and setup find the same things, in each phase; first: key ${again.first.key}`,
    );
  }
  return told;
}

/** `3 of 10 acknowledged writes were`. */
function count(part: number, whole: number, what: OwedOperation['what']): string {
  return `${outOf(part, whole, `acknowledged ${what}`)} ${part === 1 ? 'was' : 'were'}`;
}

/** `after they were written and after the last fault`. */
function after(what: OwedOperation['what'], of: number, bites: number): string {
  const done = what === 'write' ? 'written' : 'deleted';
  const change = `after ${of === 1 ? 'it was' : 'they were'} ${done}`;
  return bites > 0 ? `${change} and after the last fault` : change;
}

function incomparableTold({ incomparable, count }: OwedTally): string[] {
  if (!incomparable.first) return [];
  const what = `${outOf(incomparable.count, count, 'acknowledged write')} named no value, and the reads did`;
  return [
    `${what}: there was something, and whether it was what had been written is not known; name the value in the write too, or in neither; first: key ${incomparable.first.key}`,
  ];
}

/** What is shown, and how far. */
export function proofOf({ written, writes, deletes }: LostWritesTally, faults: FaultsSeen): string[] {
  const under = faults.counted.length > 0 ? `after ${many(faults.counted.length, 'fault')}` : NO_FAULT;
  const stands = writes.count === 1 ? ' that stands' : ' that stand';
  const which = writes.count < written ? stands : '';
  const told: string[] = [];
  if (writes.count > 0)
    told.push(
      `${all(writes.count, 'acknowledged write', which)} read back ${how(writes.count, writes.compared)}, ${under}`,
    );
  if (deletes.count > 0) told.push(`${all(deletes.count, 'deleted key')} read as absent, ${under}`);
  if (faults.counted.length > 0) {
    const [owed, exposed] = [writes.count + deletes.count, writes.exposed + deletes.exposed];
    if (exposed < owed) {
      told.push(
        `${outOf(exposed, owed, 'acknowledged change')} of these ${exposed === 1 ? 'was' : 'were'} made before a fault, the others after`,
      );
    }
  }
  told.push(...faults.spared);
  const notShown = notShownBy(new Set(faults.counted.map(({ fault }) => fault)));
  return notShown === null ? told : [...told, notShown];
}

const NO_FAULT = 'though no fault was in force at any time';

function how(writes: number, compared: number): string {
  const one = writes === 1;
  if (compared === writes) return one ? 'with its value' : 'with their values';
  if (compared === 0)
    return one ? 'as present, its value was not compared' : 'as present, their values were not compared';
  const rest = writes - compared;
  return `${compared.toLocaleString('en-US')} with ${compared === 1 ? 'its value' : 'their values'} and ${rest.toLocaleString('en-US')} as present, whose ${rest === 1 ? 'value was' : 'values were'} not compared`;
}

/** `all 1,204 acknowledged writes were`, `the 1 acknowledged write was`. */
function all(number: number, noun: string, which = ''): string {
  return number === 1 ? `the 1 ${noun}${which} was` : `all ${many(number, noun)}${which} were`;
}

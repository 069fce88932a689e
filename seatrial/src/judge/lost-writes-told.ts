/**
 * What a finding about lost writes says when nothing is wrong: what was asked, what is missing, and what was shown, with
 * the limits of what was shown. Each sentence is literally true of the records it was made from.
 */
import type { FaultsSeen } from './faults-that-count.ts';
import type { KeyFate } from './key-fate.ts';
import type { KeyHistory, Operation } from './key-history.ts';
import type { Violation } from './lost-writes-violations.ts';
import { many, outOf } from './wording.ts';

/** What is owed of one key, and what is known of it. */
export interface Owed {
  readonly what: 'write' | 'delete';
  readonly operation: Operation;
  readonly fate: KeyFate;
  readonly history: KeyHistory;
  /** Reads without a clear answer that began after the last fault and the last acknowledged change. */
  readonly unanswered: readonly Operation[];
}

/** A write; a delete only of what had been written, because a key that never was there is absent in any case. */
export function isTelling({ what, history }: Owed): boolean {
  return what === 'write' || history.acknowledgedWrites.length > 0;
}

/** What is asked of what was acknowledged: of some keys no value can be asked. */
export function requiredOf(owed: readonly Owed[]): string {
  const writes = owed.filter(({ what }) => what === 'write');
  if (writes.length === 0 && owed.length > 0) return 'every deleted key is read back as absent after the last fault';
  const named = writes.filter(({ operation }) => isNamed(operation)).length;
  const nameless = writes.length - named;
  const how =
    nameless === 0
      ? 'with its value after the last fault'
      : named === 0
        ? 'as present after the last fault'
        : 'after the last fault, with its value where it named one';
  const deletes = writes.length < owed.length ? ', every deleted key as absent' : '';
  return `every acknowledged write is read back ${how}${deletes}`;
}

export function observedOf(written: number, owed: readonly Owed[], violations: readonly Violation[]): string {
  const wrong = (kind: Violation['kind']): number => violations.filter((violation) => violation.kind === kind).length;
  const unread = (what: Owed['what']): number => owed.filter((one) => one.what === what && isUnread(one)).length;
  const writes = `${outOf(wrong('lost'), written, 'acknowledged write')} lost, ${many(unread('write'), 'write')} not read back`;
  const early = owed.filter(({ fate }) => fate.early !== null).length;
  const soon = early === 0 ? '' : `, ${many(early, 'key')} read too early`;
  const impossible = wrong('phantom') + wrong('refused');
  const odd = impossible === 0 ? '' : `, ${many(impossible, 'key')} with a value that no accepted write gave it`;
  const deletes = owed.filter(({ what }) => what === 'delete').length;
  if (deletes === 0) return `${writes}${odd}${soon}`;
  return `${writes}, ${many(wrong('came back'), 'deleted key')} came back, ${many(unread('delete'), 'delete')} not read back${odd}${soon}`;
}

/** Why it is not shown that everything is kept. */
export function doubtsAbout(
  owed: readonly Owed[],
  untold: readonly { readonly key: string; readonly fate: KeyFate }[],
  faults: FaultsSeen,
): string[] {
  const writes = owed.filter(({ what }) => what === 'write');
  const doubts = [...faults.doubts];
  if (!owed.some(isTelling)) {
    doubts.push(
      'every acknowledged write was, or may have been, deleted again, and no delete of one is owed: nothing had to be there',
    );
  } else if (faults.counted.length === 0 && faults.unknown.length > 0) {
    doubts.push(...faults.unknown.slice(0, 3));
  } else if (faults.counted.length === 0 && faults.uncounted.length > 0) {
    doubts.push(...noneCounted(faults.uncounted));
  }
  for (const what of ['write', 'delete'] as const) {
    doubts.push(
      ...unreadTold(
        what,
        owed.filter((one) => one.what === what),
        faults,
      ),
    );
  }
  doubts.push(...earlyTold(owed, faults), ...incomparableTold(writes));
  if (untold[0]) {
    const keys = `${many(untold.length, 'key')} ${untold.length === 1 ? 'was' : 'were'}`;
    doubts.push(
      `${keys} read as other than what had been acknowledged and changed again before another read: lost or late is not known; first: key ${untold[0].key}`,
    );
  }
  return doubts;
}

/** Why each fault does not count: the first in the sentence itself, because that one is shown wherever there is little room. */
function noneCounted([first, ...others]: readonly string[]): string[] {
  const shown = others.slice(0, 4);
  const more = others.length - shown.length;
  return [
    `no fault could have hurt what is owed: ${first}`,
    ...shown,
    ...(more > 0 ? [`${many(more, 'more fault')} could not either`] : []),
  ];
}

function unreadTold(what: Owed['what'], owed: readonly Owed[], { bites }: FaultsSeen): string[] {
  const unread = owed.filter(isUnread);
  const asked = unread.filter(({ unanswered }) => unanswered.length > 0);
  const never = unread.length - asked.length;
  const told: string[] = [];
  if (never > 0) {
    told.push(`${count(never, owed.length, what)} never read ${after(what, never, bites.length)}`);
  }
  const [first] = asked;
  if (first) {
    const times = first.unanswered.length === 1 ? 'once' : `${first.unanswered.length} times`;
    const last = first.unanswered.at(-1)?.why ?? 'unknown';
    const when = after(what, asked.length, bites.length);
    told.push(
      `${count(asked.length, owed.length, what)} asked for without a clear answer ${when}; first: key ${first.operation.key}, asked for ${times}, last answer: ${last}`,
    );
  }
  return told;
}

/** What was not shown by an instance that was still starting. */
function earlyTold(owed: readonly Owed[], { notReady }: FaultsSeen): string[] {
  const early = owed.filter(({ fate }) => fate.early !== null);
  const [first] = early;
  if (!first) return [];
  const [were, waited] = [early.length === 1 ? 'was' : 'were', notReady.length === 1 ? 'was' : 'were'];
  return [
    `${outOf(early.length, owed.length, 'acknowledged change')} ${were} not shown by the last read, which began while ${notReady.join(' and ')} ${waited} not ready again: that decides nothing; first: key ${first.operation.key}`,
  ];
}

/** `3 of 10 acknowledged writes were`. */
function count(part: number, whole: number, what: Owed['what']): string {
  return `${outOf(part, whole, `acknowledged ${what}`)} ${part === 1 ? 'was' : 'were'}`;
}

/** `after they were written and after the last fault`. */
function after(what: Owed['what'], of: number, bites: number): string {
  const done = what === 'write' ? 'written' : 'deleted';
  const change = `after ${of === 1 ? 'it was' : 'they were'} ${done}`;
  return bites > 0 ? `${change} and after the last fault` : change;
}

function incomparableTold(writes: readonly Owed[]): string[] {
  const [first, ...others] = writes.filter((one) => comparisonOf(one) === 'none');
  if (!first) return [];
  const what = `${outOf(others.length + 1, writes.length, 'acknowledged write')} named no value, and the reads did`;
  return [
    `${what}: there was something, and whether it was what had been written is not known; name the value in the write too, or in neither; first: key ${first.operation.key}`,
  ];
}

/** What is shown, and how far. */
export function proofOf(written: number, owed: readonly Owed[], faults: FaultsSeen): string[] {
  const writes = owed.filter(({ what }) => what === 'write');
  const deletes = owed.filter(({ what }) => what === 'delete');
  const under = faults.counted.length > 0 ? `after ${many(faults.counted.length, 'fault')}` : NO_FAULT;
  const compared = writes.filter((one) => comparisonOf(one) === 'value').length;
  const stands = writes.length === 1 ? ' that stands' : ' that stand';
  const which = writes.length < written ? stands : '';
  const told: string[] = [];
  if (writes.length > 0)
    told.push(`${all(writes.length, 'acknowledged write', which)} read back ${how(writes.length, compared)}, ${under}`);
  if (deletes.length > 0) told.push(`${all(deletes.length, 'deleted key')} read as absent, ${under}`);
  if (faults.counted.length > 0) {
    const exposed = owed.filter(({ history }) => faults.counted.some((bit) => bit.atUs >= history.settledUs)).length;
    if (exposed < owed.length) {
      told.push(
        `${outOf(exposed, owed.length, 'acknowledged change')} of these ${exposed === 1 ? 'was' : 'were'} made before a fault, the others after`,
      );
    }
  }
  return [...told, ...limits(faults)];
}

const NO_FAULT = 'though no fault was in force at any time';

/** A process that is killed loses its memory only: the kernel still writes what it was given. What the plan's own code does, it alone knows. */
function limits({ counted }: FaultsSeen): string[] {
  const kinds = new Set(counted.map(({ fault }) => fault));
  if (kinds.has('kill')) {
    return ['after SIGKILL: what the kernel had not yet written to disk was not at risk, so power loss is not shown'];
  }
  if (kinds.has('pause')) {
    return ['after SIGSTOP: a process that stands still loses nothing, so neither a crash nor power loss is shown'];
  }
  if (kinds.has('custom')) {
    return ['that the fault had an effect is what the code of the plan says; what that puts at risk is not known here'];
  }
  return [];
}

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

/** How the deciding read could be compared; null where there is none. */
function comparisonOf({ fate, history }: Owed): 'value' | 'presence' | 'none' | null {
  return fate.kept && history.comparison(fate.kept);
}

function isUnread({ fate }: Owed): boolean {
  return fate.kept === null && fate.lost === null && fate.early === null && fate.impossible === null;
}

function isNamed({ value, presenceOnly }: Operation): boolean {
  return value !== null && !presenceOnly;
}

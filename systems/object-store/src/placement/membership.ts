/**
 * Which storage servers there are (the metadata says), which of them answer (heartbeats say), and where a chunk belongs (the ring says).
 * It keeps no timer: `refresh` and `beat` are called by `every.ts`, or by a test.
 */
import { type ChunkStore, DeadStoreError, NoSpaceError, type Space } from '../chunks/chunk-store.ts';
import type { ServerEntry, Servers } from '../metadata/interface/servers.ts';
import { createRing, type Ring } from './ring.ts';

export interface MembershipOptions {
  readonly metadata: Servers;
  readonly connect: (server: ServerEntry) => ChunkStore;
  /** Copies of a chunk, when there are that many servers. */
  readonly replicas: number;
  /** Milliseconds of a clock that never goes back. */
  readonly clock: () => number;
}

export interface MemberStatus extends ServerEntry {
  readonly up: boolean;
  /** It answers, but cannot take another byte. */
  readonly full: boolean;
  /** As the last heartbeat told; undefined when none did. */
  readonly space: Space | undefined;
}

/** Heartbeats that must be missed before a server counts as down. */
const MISSED_MOST = 3;

/** A server that has been down for this long is given up: its chunks get their copies elsewhere. */
const LOST_AFTER_MS = 15 * 60_000;

interface Member {
  entry: ServerEntry;
  store: ChunkStore;
  /** Heartbeats missed in a row; one that never answered counts as down. */
  missed: number;
  downSinceMs: number | undefined;
  full: boolean;
  space: Space | undefined;
  looking: Promise<void> | undefined;
  /** It failed, and is being looked at for that. */
  suspected: boolean;
}

export class Membership {
  readonly replicas: number;
  readonly #options: MembershipOptions;
  readonly #members = new Map<string, Member>();
  #ring: Ring = createRing([]);

  constructor(options: MembershipOptions) {
    this.#options = options;
    this.replicas = options.replicas;
  }

  /** Takes over what the metadata says: servers that came, went, moved or drain. */
  async refresh(): Promise<void> {
    const entries = new Map((await this.#options.metadata.servers()).map((entry) => [entry.id, entry]));
    for (const [id, member] of this.#members) {
      if (entries.get(id)?.address === member.entry.address) continue;
      this.#members.delete(id);
      await member.store.close();
    }
    const fresh: Member[] = [];
    for (const entry of entries.values()) {
      const member = this.#members.get(entry.id) ?? this.#join(entry);
      if (member.entry.state !== entry.state) member.entry = entry;
      if (member.missed === MISSED_MOST && member.downSinceMs === undefined) fresh.push(member);
    }
    this.#ring = createRing([...entries.values()].filter(({ state }) => state === 'active').map(({ id }) => id));
    await Promise.all(fresh.map((member) => this.#look(member)));
  }

  /** One heartbeat to every server. */
  async beat(): Promise<void> {
    await Promise.all([...this.#members.values()].map((member) => this.#look(member)));
  }

  /** Looks at a server that failed just now, unless who saw that has looked; if it does not answer it counts as down at once. */
  async suspect(id: string, failure?: unknown): Promise<void> {
    const member = this.#members.get(id);
    if (member === undefined) return;
    if (failure instanceof DeadStoreError) return this.#miss(member, MISSED_MOST);
    member.suspected = true;
    await this.#look(member);
    member.suspected = false;
    if (member.missed > 0) this.#miss(member, MISSED_MOST);
  }

  /** A server that is known, whatever its state. */
  store(id: string): ChunkStore | undefined {
    return this.#members.get(id)?.store;
  }

  isUp(id: string): boolean {
    return (this.#members.get(id)?.missed ?? MISSED_MOST) < MISSED_MOST;
  }

  /** Servers that can take a new chunk, the ones it belongs to first, but those that are suspected last. */
  candidates(chunkId: string): string[] {
    const able = this.#ring.order(chunkId).filter((id) => this.isUp(id) && this.#members.get(id)?.full === false);
    const suspected = (id: string): boolean => this.#members.get(id)?.suspected === true;
    return [...able.filter((id) => !suspected(id)), ...able.filter(suspected)];
  }

  /** How many copies must be durable before a write is acknowledged. A full server counts: it is no excuse for one copy less. */
  copiesNow(): number {
    const up = this.list().filter(({ state, up }) => state === 'active' && up).length;
    return Math.max(1, Math.min(this.replicas, up));
  }

  /** Where a chunk should be. A server that is down is waited for until it is given up. */
  wanted(chunkId: string): string[] {
    return this.#ring
      .order(chunkId)
      .filter((id) => !this.isLost(id))
      .slice(0, this.replicas);
  }

  isLost(id: string): boolean {
    const since = this.#members.get(id)?.downSinceMs;
    return since !== undefined && this.#options.clock() - since >= LOST_AFTER_MS;
  }

  /** The same as long as every chunk's place is the same and the same servers can be asked for it. */
  signature(): string {
    const names = [...this.#members.keys()].sort().map((id) => {
      const state = this.isUp(id) ? 'up' : this.isLost(id) ? 'lost' : 'down';
      return `${id} ${this.#members.get(id)?.entry.state} ${state}`;
    });
    return names.join(', ');
  }

  list(): MemberStatus[] {
    return [...this.#members.values()].map(({ entry, full, space }) => ({
      ...entry,
      up: this.isUp(entry.id),
      full,
      space,
    }));
  }

  /** Adds a server or changes its address; also takes back `drain`. The other gateways follow at their next refresh. */
  async add(id: string, address: string): Promise<void> {
    await this.#options.metadata.putServer({ id, address, state: 'active' });
    await this.refresh();
  }

  /** Nothing new goes there, and the rebalance empties it. False when there is no such server. */
  async drain(id: string): Promise<boolean> {
    const member = this.#members.get(id);
    if (member === undefined) return false;
    await this.#options.metadata.putServer({ ...member.entry, state: 'draining' });
    await this.refresh();
    return true;
  }

  /** False while a chunk names it: drain it first. */
  async remove(id: string): Promise<boolean> {
    const removed = await this.#options.metadata.removeServer(id);
    await this.refresh();
    return removed;
  }

  async close(): Promise<void> {
    for (const { store } of this.#members.values()) await store.close();
  }

  #join(entry: ServerEntry): Member {
    const member: Member = {
      entry,
      store: this.#options.connect(entry),
      missed: MISSED_MOST,
      downSinceMs: undefined,
      full: false,
      space: undefined,
      looking: undefined,
      suspected: false,
    };
    this.#members.set(entry.id, member);
    return member;
  }

  /** Who asks while a look is under way shares it. */
  #look(member: Member): Promise<void> {
    member.looking ??= this.#check(member).finally(() => {
      member.looking = undefined;
    });
    return member.looking;
  }

  async #check(member: Member): Promise<void> {
    try {
      member.space = await member.store.check();
      member.full = false;
    } catch (error) {
      member.full = error instanceof NoSpaceError;
      if (!member.full) return this.#miss(member, Math.min(MISSED_MOST, member.missed + 1));
    }
    member.missed = 0;
    member.downSinceMs = undefined;
  }

  #miss(member: Member, missed: number): void {
    member.missed = missed;
    if (missed >= MISSED_MOST) member.downSinceMs ??= this.#options.clock();
  }
}

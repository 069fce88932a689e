/** Every load generator Seatrial is measured against, and those of them that are here. */
import type { Contender } from './contender.ts';
import { artillery } from './peers/artillery.ts';
import { autocannon } from './peers/autocannon.ts';
import { hey } from './peers/hey.ts';
import { k6 } from './peers/k6.ts';
import { oha } from './peers/oha.ts';
import type { Peer } from './peers/peer.ts';
import { vegeta } from './peers/vegeta.ts';
import { wrk } from './peers/wrk.ts';

export const PEERS: readonly Peer[] = [wrk, hey, autocannon, k6, vegeta, oha, artillery];

/** Those that can be measured, and the names of those that are absent. */
export function peersHere(): { present: Contender[]; absent: Peer[] } {
  const present: Contender[] = [];
  const absent: Peer[] = [];
  for (const peer of PEERS) {
    const found = peer.find();
    if (found === null) absent.push(peer);
    else {
      const { name, does } = peer;
      const command: Contender['command'] = (job) => peer.command(found.program, job);
      present.push({ name, version: found.version, does, command, read: (report) => peer.read(report) });
    }
  }
  return { present, absent };
}

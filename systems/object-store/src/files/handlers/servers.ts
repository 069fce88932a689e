/** /admin/servers: the storage servers of a cluster are seen, added, drained and removed while it runs. */
import { readJson, replyEmpty, replyJson } from '@seatrial/service-http';
import type { Chunks } from '../../metadata/interface/chunks.ts';
import type { MemberStatus, Membership } from '../../placement/membership.ts';
import type { FilesHandler, FilesServices } from '../call.ts';
import { FilesError } from '../errors.ts';
import { readNewServer, serverJson } from '../server-json.ts';

export const listServers: FilesHandler<Chunks> = async ({ response }, { storage, metadata }) => {
  const chunks = await metadata.chunkCounts();
  const members = [...(storage.membership?.list() ?? [])].sort((one, other) => (one.id < other.id ? -1 : 1));
  replyJson(response, { servers: members.map((member) => serverJson(member, chunks.get(member.id) ?? 0)) });
};

export const addServer: FilesHandler<Chunks> = async (call, services) => {
  const membership = membershipOf(services);
  const { id, address } = readNewServer(await readJson(call, (message) => new FilesError('invalid_body', message)));
  await membership.add(id, address);
  replyJson(call.response, await shown(services, find(membership, id)), 201);
};

/** The first call drains: what has just been written there must be known before anybody can say that the server is empty. */
export const removeServer: FilesHandler<Chunks> = async ({ pathValues, response }, services) => {
  const membership = membershipOf(services);
  const { id, state } = find(membership, pathValues[0] ?? '');
  if (state === 'draining' && (await membership.remove(id))) return replyEmpty(response, 204);
  await membership.drain(id);
  replyJson(response, await shown(services, find(membership, id)), 202);
};

function membershipOf({ storage }: FilesServices<Chunks>): Membership {
  if (storage.membership === undefined) throw new FilesError('not_a_cluster');
  return storage.membership;
}

/** Throws server_not_found. */
function find(membership: Membership, id: string): MemberStatus {
  const member = membership.list().find((candidate) => candidate.id === id);
  if (member === undefined) throw new FilesError('server_not_found');
  return member;
}

async function shown({ metadata }: FilesServices<Chunks>, member: MemberStatus) {
  return serverJson(member, (await metadata.chunkCounts()).get(member.id) ?? 0);
}

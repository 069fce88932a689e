/** The last step of storing a whole object: switch the metadata to the new content, then let go of chunks that nobody refers to any more. */
import { commitContent } from '../commit-content.ts';
import type { NewObject, Objects, Precondition, Stored } from '../metadata/interface/objects.ts';
import type { Services } from './handler.ts';
import { refusal } from './refusal.ts';

/** Resolves when the object is durable under its key. */
export async function commitObject(
  services: Services<Objects>,
  bucketId: number,
  object: NewObject,
  session: string,
  precondition: Precondition | undefined,
): Promise<Stored> {
  const { metadata, contents } = services;
  const outcome = await commitContent(contents, object.content, () =>
    metadata.putObject(bucketId, object, session, precondition),
  );
  if (outcome.kind !== 'stored') throw refusal(outcome);
  contents.remove(outcome.released);
  return outcome;
}

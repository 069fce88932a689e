/**
 * Data flows one way, plan -> act -> evidence -> judge -> report, and so do imports inside the product; type imports
 * count. Tests may look wherever they like, but nothing may look at tests.
 */
import { doors, families, familyOf, packageOf, roomOf } from './rooms.ts';
import { type Import, isTestCode, type Offence, type SourceFile } from './source.ts';

export function directions(files: readonly SourceFile[]): Offence[] {
  return files.filter(({ path }) => packageOf(path) === 'seatrial' && !isTestCode(path)).flatMap(fileOffences);
}

function fileOffences(file: SourceFile): Offence[] {
  const room = roomOf(file.path);
  if (room === undefined || doors[room] === undefined) {
    const what = `${file.path} is in none of the rooms ${Object.keys(doors).join(', ')}`;
    return [{ path: file.path, line: 1, what, instead: 'move it into the room it belongs to' }];
  }
  return file.imports.flatMap((found) => {
    const reason = refusal(file.path, room, found);
    if (reason === undefined) return [];
    const what = `${room} imports ${found.specifier}: ${reason}`;
    return [{ path: file.path, line: found.line, what, instead: advice(room) }];
  });
}

/** Why this import is refused, or undefined when it is fine. */
function refusal(importer: string, room: string, { specifier, target, typeOnly }: Import): string | undefined {
  if (target === undefined) {
    if (room === 'std' && !specifier.startsWith('node:')) return 'std stands on node: alone';
    return /^@?seatrial\b/.test(specifier) ? 'the product does not import itself by name' : undefined;
  }
  if (isTestCode(target)) return 'it is test code';
  const other = roomOf(target);
  if (other === undefined) return target.startsWith('seatrial/') ? undefined : 'it is outside the product';
  if (other === room) return sideways(room, importer, target);
  if (doors[room]?.all.includes(other)) return undefined;
  if (!doors[room]?.types?.includes(other)) return `no door leads from ${room} to ${other}`;
  return typeOnly ? undefined : `only types of ${other} may be imported`;
}

/** Inside a room: only what its families' table allows. A file of the room itself may import every family. */
function sideways(room: string, importer: string, target: string): string | undefined {
  const from = familyOf(importer);
  const to = familyOf(target);
  if (from === undefined || from === to) return undefined;
  if (to === undefined) return room === 'act' ? `${room}/${from} stands under what conducts it` : undefined;
  if (families[room]?.[from]?.includes(to)) return undefined;
  return `${room}/${from} may not import ${room}/${to}`;
}

function advice(room: string): string {
  const { all = [], types = [] } = doors[room] ?? {};
  const values = all.length > 0 ? `import from ${all.join(', ')}` : 'import from node: and from itself only';
  const kinds = types.length > 0 ? `, \`import type\` from ${types.join(', ')}` : '';
  return `${values}${kinds}; or move what is shared into a room that both may enter`;
}

import { homonyms } from './homonyms.ts';
import { accepts, refuses } from './testing/examples.ts';

accepts(homonyms, 'a name in two packages, in tests, and in the entry', {
  'seatrial/src/a.ts': 'export interface Answer {}\nexport const run = 1;',
  'seatrial/src/a.test.ts': 'export interface Answer {}',
  'seatrial/src/index.ts': 'export function run() {}',
  'kits/s3/src/b.ts': 'export interface Answer {}',
});
accepts(homonyms, 'overloads, and names that are not exported', {
  'seatrial/src/a.ts': 'export function a(b: string): string;\nexport function a(b: unknown) {}\ninterface Answer {}',
  'seatrial/src/b.ts': 'interface Answer {}',
});
refuses(homonyms, 'two types of one name', {
  'seatrial/src/a.ts': 'export interface Answer {}',
  'seatrial/src/b.ts': 'export type Answer = string;',
});
refuses(homonyms, 'a type and a function of one name', {
  'kits/a/src/a.ts': 'export function part() {}',
  'kits/a/src/b/c.ts': 'export async function part() {}',
});

/** What the bench asks of a plan, from the environment; a plan is started as any user's plan is and takes no arguments. */
import { system } from 'seatrial';

export const server = system('server', { url: asked('BENCH_URL') });
export const seconds = Number(asked('BENCH_SECONDS'));

export function asked(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set; this plan is started by \`npm run bench:load\``);
  return value;
}

/** What the commands have in common: a mistake is told in a sentence on standard error, and with exit code 1. */

/** What `read` gives back; an Error that it throws is told with `help` below it. */
export function withUsage<Value>(read: () => Value, help: string): Value {
  try {
    return read();
  } catch (error) {
    throw new Error(`${messageOf(error)}\n${help}`);
  }
}

export function reportFailure(program: NodeJS.Process, command: string, error: unknown): void {
  console.error(`${command}: ${messageOf(error)}`);
  program.exitCode = 1;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Whether an error is the file system's, such as that of a full disk. Node's own errors (`ERR_...`) and those of programs that
 * cannot be started have a code as well.
 */
export function isFileSystemError(error: unknown): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code !== undefined && !code.startsWith('ERR_') && syscall !== undefined && !syscall.startsWith('spawn');
}

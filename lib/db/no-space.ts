/** Whether this failed because a disk is full: for this process, or for PostgreSQL, whose log is in the message. */
export function isNoSpace(error: unknown): boolean {
  return error instanceof Error && /no space left on device/i.test(error.message);
}

/** What to tell operators then. */
export function noSpace(dataDir: string): string {
  return `There is no space left on the disk of ${dataDir}, where the database is. Free some, or move the folder to another disk and set DATA_DIR. Nothing that was saved is lost.`;
}

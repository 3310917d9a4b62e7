/** Says whether an error means that a disk is full, for this process or for PostgreSQL, whose log is in the message. */
export function isNoSpace(error: unknown): boolean {
  return error instanceof Error && /no space left on device/i.test(error.message);
}

/** Returns the message for operators when the disk is full. */
export function noSpaceMessage(dataDir: string): string {
  const what = `There is no space left on the disk of ${dataDir}, where the database is.`;
  return `${what} Free some, or move the folder to another disk and set DATA_DIR. Nothing that was saved is lost.`;
}

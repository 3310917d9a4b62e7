const MIB = 1024 * 1024;

/**
 * Writes a number of bytes for people, such as `2.5 MiB`.
 * @param isRoom whether the number is rounded down, so it never promises too much room; it is rounded up otherwise
 */
export function formatMebibytes(bytes: number, isRoom = false): string {
  const tenths = (10 * bytes) / MIB;
  return `${(isRoom ? Math.floor(tenths) : Math.ceil(tenths)) / 10} MiB`;
}

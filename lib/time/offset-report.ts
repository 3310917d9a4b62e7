import { SECOND_MS } from "#lib/clock";

/** From this offset on, operators are told. */
export const TOLD_FROM_MS = 2 * SECOND_MS;
/** Below this offset it counts as gone. The gap keeps an offset at the limit from being told again and again. */
const GONE_BELOW_MS = SECOND_MS;

/**
 * Decides whether operators are told of an offset between the clocks.
 * @param toldMs the offset of which they were told last; null when there is none, or when it has gone
 * @param offsetMs the offset now; positive when this machine is ahead
 * @returns `told` for a new or changed offset, `gone` for one that has gone, null for no news
 */
export function newsOfOffset(toldMs: number | null, offsetMs: number): "told" | "gone" | null {
  const isLarge = Math.abs(offsetMs) >= TOLD_FROM_MS;
  if (toldMs === null) return isLarge ? "told" : null;
  if (Math.abs(offsetMs) < GONE_BELOW_MS) return "gone";
  return isLarge && Math.abs(offsetMs - toldMs) >= TOLD_FROM_MS ? "told" : null;
}

/** Says in words how far this machine's clock is off. */
export function offsetInWords(offsetMs: number): string {
  const seconds = (Math.abs(offsetMs) / SECOND_MS).toFixed(1);
  return `The clock of this machine is ${seconds} seconds ${offsetMs > 0 ? "ahead of" : "behind"} the database's.`;
}

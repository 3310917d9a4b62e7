import { FairSemaphore } from "#lib/bounds/fair-semaphore";
import { GatheredBytes } from "#lib/bounds/gathered-bytes";
import { single } from "#lib/process";

const MIB = 1024 * 1024;
/** A thousand findings with their addresses stay well below. */
export const REPORT_MAX_BYTES = MIB;
/** Anybody may send reports, so those of all together take turns in this much memory, and those of one network in that. */
const ROOM_BYTES = 8 * MIB;
const SHARE_BYTES = 2 * MIB;

function room(): FairSemaphore {
  return single("room-for-reports", () => new FairSemaphore(ROOM_BYTES, SHARE_BYTES));
}

/** Waits until the body of a report may be held. @returns to be called once it is held no longer */
export function makeRoomForReport(network: string, signal: AbortSignal): Promise<() => void> {
  return room().acquire(network, REPORT_MAX_BYTES, signal);
}

/** The body as it came; null when it is larger than `REPORT_MAX_BYTES`, or comes in thousands of tiny pieces. */
export async function readReport(request: Request): Promise<Buffer | null> {
  if (Number(request.headers.get("content-length") ?? 0) > REPORT_MAX_BYTES) return null;
  const body = new GatheredBytes();
  for await (const chunk of request.body ?? []) {
    body.push(Buffer.from(chunk));
    if (body.byteLength > REPORT_MAX_BYTES || body.isTooFragmented) return null;
  }
  return Buffer.concat(body.take());
}

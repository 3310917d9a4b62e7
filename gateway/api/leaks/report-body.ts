import { FairQueue } from "#lib/bounds/fair-queue";
import { GatheredBytes } from "#lib/bounds/gathered-bytes";
import { refuseWhenFull } from "#lib/bounds/queue-full";
import { single } from "#lib/process";

const MIB = 1024 * 1024;
/** The largest report, in bytes. A thousand findings with their URLs need far less. */
export const REPORT_MAX_BYTES = MIB;
/** Anybody may send reports, so all reports together may hold this much memory. */
const MEMORY_LIMIT_BYTES = 8 * MIB;
/** The reports of one network may hold this much of it. */
const MEMORY_SHARE_BYTES = 2 * MIB;

function memory(): FairQueue {
  return single(
    "memory-for-reports",
    () => new FairQueue({ limit: MEMORY_LIMIT_BYTES, largest: REPORT_MAX_BYTES, parts: { owner: MEMORY_SHARE_BYTES } }),
  );
}

/**
 * Waits until there is memory for the body of a report. Networks take turns.
 * @param network the sender's network, whose share is counted
 * @param signal ends the waiting when the client leaves
 * @returns a function that releases the memory
 * @throws AppError RATE_LIMITED or UNAVAILABLE when too many reports wait
 */
export function reserveMemory(network: string, signal: AbortSignal): Promise<() => void> {
  return memory()
    .acquire({ owner: network }, REPORT_MAX_BYTES, signal)
    .catch((error: unknown) => refuseWhenFull(error, "reports"));
}

/** Reads the body of a report. @returns null when it exceeds `REPORT_MAX_BYTES` or arrives in thousands of tiny pieces */
export async function readReport(request: Request): Promise<Buffer | null> {
  if (Number(request.headers.get("content-length") ?? 0) > REPORT_MAX_BYTES) return null;
  const body = new GatheredBytes();
  for await (const chunk of request.body ?? []) {
    body.push(Buffer.from(chunk));
    if (body.byteLength > REPORT_MAX_BYTES || body.isTooFragmented) return null;
  }
  return Buffer.concat(body.take());
}

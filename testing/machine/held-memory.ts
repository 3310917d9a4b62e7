import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes of this process that something still holds: what could be collected has been. */
export function heldBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  // Buffers are freed one round after what held them.
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

import type { RpcId } from "#lib/mcp/protocol";
import { isExactNumber, numberOf } from "#lib/text/exact-numbers";

/** An id as text, for logs and traces. */
export function rpcIdText(id: RpcId): string {
  return isExactNumber(id) ? id.rawJSON : String(id);
}

/** Whether a value of JSON is an integer, of any length. 1.0 and 1e2 are integers too (JSON Schema, section 4.2.3). */
export function isInteger(value: unknown): boolean {
  if (typeof value === "number") return Number.isInteger(value);
  return isExactNumber(value) && (/^-?\d+$/.test(value.rawJSON) || Number.isInteger(Number(value.rawJSON)));
}

/** Whether two ids are the same. A text never equals a number, but 1 equals 1.0. */
export function isSameId(one: unknown, other: RpcId): boolean {
  if (one === other) return true;
  if (typeof one === "string" || typeof other === "string") return false;
  const [first, second] = [numberOf(one), numberOf(other)];
  if (first === undefined || first !== second) return false;
  // Neighbours among large integers are the same `number`, so only their literals tell them apart.
  return Number.isSafeInteger(first) || (isExactNumber(one) && isExactNumber(other) && one.rawJSON === other.rawJSON);
}

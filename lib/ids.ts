import { TypeID, typeid } from "typeid-js";
import { z } from "zod";

/** Prefixes of every identifier in the system (TypeID: prefix, underscore, 26 characters of a UUIDv7). */
export type IdPrefix = "usr" | "ws" | "inv" | "ups" | "key" | "evt" | "ntc" | "whk" | "whd" | "pat";

/** A new identifier that sorts by the time it was made. */
export function newId(prefix: IdPrefix): string {
  return typeid(prefix).toString();
}

/** An identifier of nothing, for descriptions. */
export function exampleId(prefix: IdPrefix): string {
  return `${prefix}_01jd4v7m3ne9h8c6q2xk5t0bwz`;
}

/** Accepts identifiers with this prefix alone. */
export function idSchema(prefix: IdPrefix) {
  return z
    .string()
    .refine((text) => isId(prefix, text), { error: `Not an identifier of the form ${prefix}_…` })
    .meta({ example: exampleId(prefix) });
}

function isId(prefix: IdPrefix, text: string): boolean {
  try {
    return TypeID.fromString(text, prefix).getType() === prefix;
  } catch {
    return false;
  }
}

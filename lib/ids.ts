import { TypeID, typeid } from "typeid-js";
import { z } from "zod";

/** The prefixes of all identifiers. An identifier is a TypeID: prefix, underscore, and a UUIDv7 in 26 characters. */
export type IdPrefix =
  | "usr"
  | "ws"
  | "inv"
  | "ups"
  | "key"
  | "evt"
  | "ntc"
  | "whk"
  | "whd"
  | "pat"
  | "ses"
  | "cli"
  | "lin";

/** Makes a new identifier. Identifiers sort by the time at which they were made. */
export function newId(prefix: IdPrefix): string {
  return typeid(prefix).toString();
}

/** Returns an identifier that names nothing, for examples in documentation. */
export function exampleId(prefix: IdPrefix): string {
  return `${prefix}_01jd4v7m3ne9h8c6q2xk5t0bwz`;
}

/** Returns a schema that accepts identifiers with this prefix only. */
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

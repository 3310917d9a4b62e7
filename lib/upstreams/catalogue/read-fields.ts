import { z } from "zod";
import { isObject, type JsonObject } from "#lib/mcp/protocol";

/** The error for a field that makes its entry unusable. */
export class WrongFieldError extends Error {
  override name = "WrongFieldError";
  /** Where it is in the entry, such as `inputSchema.type`. */
  readonly field: string;
  /** What is wrong with it, to be read behind the field: "is not text". */
  readonly problem: string;

  constructor(field: string, problem: string) {
    super(`${field} ${problem}.`);
    this.field = field;
    this.problem = problem;
  }
}

/** @param within where the object is in its entry, such as `annotations.` */
export function requiredText(object: JsonObject, field: string, within = ""): void {
  const value = object[field];
  if (typeof value === "string" && value !== "") return;
  const problem = value === undefined || value === null || value === "" ? "is missing" : "is not text";
  throw new WrongFieldError(within + field, problem);
}

export function optionalText(object: JsonObject, field: string, within = ""): void {
  const value = object[field];
  if (value === null) delete object[field];
  else if (value !== undefined && typeof value !== "string") throw new WrongFieldError(within + field, "is not text");
}

export function optionalBoolean(object: JsonObject, field: string, within = ""): void {
  const value = object[field];
  if (value === null) delete object[field];
  else if (value !== undefined && typeof value !== "boolean") {
    throw new WrongFieldError(within + field, "is neither true nor false");
  }
}

/** Sets a field that the object has, or removes it. An object without the field stays so. */
export function replace(object: JsonObject, field: string, value: unknown): void {
  if (!(field in object)) return;
  if (value === undefined) delete object[field];
  else object[field] = value;
}

export function cleanMeta(entry: JsonObject): void {
  if (!isObject(entry._meta)) delete entry._meta;
}

/** Drops the icons that no client could show. */
export function cleanIcons(entry: JsonObject): void {
  if (!("icons" in entry)) return;
  const icons = Array.isArray(entry.icons) ? entry.icons.flatMap(cleanIcon) : [];
  replace(entry, "icons", icons.length > 0 ? icons : undefined);
}

function cleanIcon(value: unknown): JsonObject[] {
  if (!isObject(value) || typeof value.src !== "string") return [];
  const icon = { ...value };
  if (typeof icon.mimeType !== "string") delete icon.mimeType;
  if (icon.theme !== "light" && icon.theme !== "dark") delete icon.theme;
  replace(icon, "sizes", textsOf(icon.sizes));
  return [icon];
}

/** A list of texts; one text counts as a list of it. Undefined for anything else. */
function textsOf(value: unknown): string[] | undefined {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.every((one) => typeof one === "string") ? list : undefined;
}

const instant = z.iso.datetime({ offset: true });
const AUDIENCE: readonly string[] = ["user", "assistant"];

/** Drops the annotations of a resource that clients would refuse. They only help to choose what to show. */
export function cleanResourceAnnotations(entry: JsonObject): void {
  if (!("annotations" in entry)) return;
  if (!isObject(entry.annotations)) return void delete entry.annotations;
  const read = { ...entry.annotations };
  const { audience, priority, lastModified } = read;
  const known = textsOf(audience)?.filter((one) => AUDIENCE.includes(one)) ?? [];
  replace(read, "audience", known.length > 0 ? known : undefined);
  if (typeof priority !== "number" || !(priority >= 0 && priority <= 1)) delete read.priority;
  if (!instant.safeParse(lastModified).success) delete read.lastModified;
  entry.annotations = read;
}

/** PHP and others write an object without fields as an empty list. */
export function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

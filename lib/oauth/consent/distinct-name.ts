import { KEY_NAME_MAX } from "#lib/keys/settings/limits";
import { fittingName } from "#lib/text/name-schema";

/** Stands for a name of which nothing can be seen. */
const UNNAMED = "App";

/**
 * Makes a name for an app, by which people tell it from their other apps: "Claude Code", then "Claude Code 2".
 * @param wanted the name of the client, which may be longer than the name of an app
 * @param taken the names of the person's other apps
 */
export function distinctName(wanted: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const end = number === 1 ? "" : ` ${number}`;
    const name = (fittingName(wanted, KEY_NAME_MAX - end.length) ?? UNNAMED) + end;
    if (!taken.has(name)) return name;
  }
}

import { quoted } from "#lib/clients/formats/quoted";

const BARE_KEY = /^[A-Za-z0-9_-]+$/;

/** A TOML string value. */
export const tomlString = quoted;

/** A TOML key, quoted where the grammar demands it. */
export function tomlKey(text: string): string {
  return BARE_KEY.test(text) ? text : quoted(text);
}

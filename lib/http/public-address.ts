import { env } from "#lib/env";

/** The pages that refusals name, because new credentials are made there. */
export const KEYS_PATH = "/keys";
export const API_TOKENS_PATH = "/account";

/** The address of a page for people and programs outside, in ASCII, so that headers can hold it. */
export function publicAddress(path: string): string {
  return new URL(env().PUBLIC_URL + path).href;
}

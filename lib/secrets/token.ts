import { hash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { randomBase62, toBase62 } from "#lib/text/base62";

/** The length of the secret: 43 base62 characters hold 256 bits. */
const SECRET_LENGTH = 43;
/** The length of the checksum: 6 base62 characters hold any CRC-32. */
const CHECKSUM_LENGTH = 6;
/** The length of a token without its prefix, in characters. */
export const TOKEN_BODY_LENGTH = SECRET_LENGTH + CHECKSUM_LENGTH;
/** The shape of a token with any prefix that `KEY_PREFIX` allows, so old keys still work when the setting changes. */
const SHAPE = new RegExp(`^[a-z][a-z0-9]{1,15}_[0-9A-Za-z]{${TOKEN_BODY_LENGTH}}$`);

/** The prefix of API tokens. No key has it: the prefix of a key has only one underscore, at its end. */
export const API_TOKEN_PREFIX = "latchkey_pat_";
const API_TOKEN_SHAPE = new RegExp(`^${API_TOKEN_PREFIX}[0-9A-Za-z]{${TOKEN_BODY_LENGTH}}$`);

/**
 * Makes a new token: `prefix`, 256 random bits, and a checksum over both. With the checksum, scanners and the gateway
 * recognise a token without a query.
 * @param prefix `API_TOKEN_PREFIX`, or the setting `KEY_PREFIX`, such as `mcp_`
 */
export function generateToken(prefix: string): string {
  const body = prefix + randomBase62(SECRET_LENGTH, randomBytes);
  return body + checksum(body);
}

/** Whether `text` has the shape and the checksum of a key's token. It does not check that the key exists. */
export function isToken(text: string): boolean {
  return SHAPE.test(text) && hasItsChecksum(text);
}

/** Whether `text` has the shape and the checksum of an API token. */
export function isApiToken(text: string): boolean {
  return API_TOKEN_SHAPE.test(text) && hasItsChecksum(text);
}

function hasItsChecksum(text: string): boolean {
  return text.endsWith(checksum(text.slice(0, -CHECKSUM_LENGTH)));
}

/**
 * Hashes a token for storage: SHA-256, in hexadecimal. A slow hash would not protect 256 random bits better, and would
 * make every request slow.
 */
export function hashToken(token: string): string {
  return hash("sha256", token, "hex");
}

function checksum(body: string): string {
  return toBase62(crc32(body), CHECKSUM_LENGTH);
}

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

// No key has one of these prefixes: the prefix of a key has only one underscore, at its end.

/** The prefix of API tokens. */
export const API_TOKEN_PREFIX = "latchkey_pat_";
/** The prefixes of what a client gets by OAuth: an access token, a refresh token, an authorization code. */
export const ACCESS_TOKEN_PREFIX = "latchkey_at_";
export const REFRESH_TOKEN_PREFIX = "latchkey_rt_";
export const CODE_PREFIX = "latchkey_ac_";

const API_TOKEN_SHAPE = shapeWith(API_TOKEN_PREFIX);
const ACCESS_TOKEN_SHAPE = shapeWith(ACCESS_TOKEN_PREFIX);
const REFRESH_TOKEN_SHAPE = shapeWith(REFRESH_TOKEN_PREFIX);
const CODE_SHAPE = shapeWith(CODE_PREFIX);

/**
 * Makes a new token: `prefix`, 256 random bits, and a checksum over both. With the checksum, scanners and the gateway
 * recognise a token without a query.
 * @param prefix one of the prefixes above, or the setting `KEY_PREFIX`, such as `mcp_`
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

/** Whether `text` has the shape and the checksum of an access token. */
export function isAccessToken(text: string): boolean {
  return ACCESS_TOKEN_SHAPE.test(text) && hasItsChecksum(text);
}

/** Whether `text` has the shape and the checksum of a refresh token. */
export function isRefreshToken(text: string): boolean {
  return REFRESH_TOKEN_SHAPE.test(text) && hasItsChecksum(text);
}

/** Whether `text` has the shape and the checksum of an authorization code. */
export function isAuthorizationCode(text: string): boolean {
  return CODE_SHAPE.test(text) && hasItsChecksum(text);
}

function shapeWith(prefix: string): RegExp {
  return new RegExp(`^${prefix}[0-9A-Za-z]{${TOKEN_BODY_LENGTH}}$`);
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

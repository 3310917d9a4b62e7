import { hash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { randomBase62, toBase62 } from "#lib/text/base62";

/** 43 base62 characters carry 256 bits. */
const SECRET_LENGTH = 43;
/** 6 base62 characters hold any CRC-32. */
const CHECKSUM_LENGTH = 6;
/** Characters of a token after its prefix. */
export const TOKEN_BODY_LENGTH = SECRET_LENGTH + CHECKSUM_LENGTH;
/** Every prefix that `KEY_PREFIX` may have, so that changing it does not end the keys made before. */
const SHAPE = new RegExp(`^[a-z][a-z0-9]{1,15}_[0-9A-Za-z]{${TOKEN_BODY_LENGTH}}$`);

/** Of tokens for the API. No key begins like one: the prefix of a key has a single underscore, at its end. */
export const API_TOKEN_PREFIX = "latchkey_pat_";
const API_TOKEN_SHAPE = new RegExp(`^${API_TOKEN_PREFIX}[0-9A-Za-z]{${TOKEN_BODY_LENGTH}}$`);

/**
 * A new token: `prefix`, 256 random bits, and a checksum over both by which scanners and the gateway
 * recognise it without a query.
 * @param prefix `API_TOKEN_PREFIX`, or the setting `KEY_PREFIX`, such as `mcp_`
 */
export function generateToken(prefix: string): string {
  const body = prefix + randomBase62(SECRET_LENGTH, randomBytes);
  return body + checksum(body);
}

/** Whether `text` has the shape and the checksum of a key's token; says nothing about whether the key exists. */
export function isToken(text: string): boolean {
  return SHAPE.test(text) && hasItsChecksum(text);
}

/** The same of a token for the API. */
export function isApiToken(text: string): boolean {
  return API_TOKEN_SHAPE.test(text) && hasItsChecksum(text);
}

function hasItsChecksum(text: string): boolean {
  return text.endsWith(checksum(text.slice(0, -CHECKSUM_LENGTH)));
}

/**
 * What is stored in place of the token: SHA-256, hex. A slow hash would add nothing to 256 random bits and cost every
 * request dearly.
 */
export function hashToken(token: string): string {
  return hash("sha256", token, "hex");
}

function checksum(body: string): string {
  return toBase62(crc32(body), CHECKSUM_LENGTH);
}

import { randomBytes } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { z } from "zod";
import { CLIENT_ID_MAX, REDIRECT_URIS_MAX } from "#lib/oauth/clients/client";
import type { ClientMetadata } from "#lib/oauth/clients/registration-schema";
import { OAuthError } from "#lib/oauth/protocol/oauth-error";
import { readSigned, sign } from "#lib/secrets/signed-text";

/** Ids of clients that registered themselves begin with this. */
const PREFIX = "lkc_";
/** The longest description, in bytes. A short id must not become a large text. */
const DESCRIPTION_MAX_BYTES = 8 * 1024;
const BOUND_TO = "oauth-client";
const NONCE_BYTES = 9;

const stored = z.tuple([
  z.string(),
  z.string().nullable(),
  z.array(z.string()).min(1).max(REDIRECT_URIS_MAX),
  z.string(),
]);

/**
 * Registers a client without storing anything: its id is its description, with a signature of this installation. So a
 * stranger cannot fill the database, and nothing has to be forgotten. Two registrations never get the same id, because
 * each installation of a program is to be told apart.
 * @throws OAuthError invalid_client_metadata for a description that is too long
 */
export function registeredId({ name, clientUri, redirectUris }: ClientMetadata): string {
  const nonce = randomBytes(NONCE_BYTES).toString("base64url");
  const description = JSON.stringify([name, clientUri, redirectUris, nonce] satisfies z.input<typeof stored>);
  const packed =
    Buffer.byteLength(description) > DESCRIPTION_MAX_BYTES ? "" : deflateRawSync(description).toString("base64url");
  const id = PREFIX + sign(packed, BOUND_TO);
  if (packed !== "" && id.length <= CLIENT_ID_MAX) return id;
  throw new OAuthError("invalid_client_metadata", "The registration is too long: name fewer or shorter redirect_uris.");
}

/** Reads the description out of an id that `registeredId` made; null for any other text. */
export function readRegisteredId(id: string): ClientMetadata | null {
  if (!id.startsWith(PREFIX) || id.length > CLIENT_ID_MAX) return null;
  // The signature comes first: nothing of a stranger's text is unpacked.
  const packed = readSigned(id.slice(PREFIX.length), BOUND_TO);
  if (packed === null) return null;
  const description = inflateRawSync(Buffer.from(packed, "base64url"), { maxOutputLength: DESCRIPTION_MAX_BYTES });
  const [name, clientUri, redirectUris] = stored.parse(JSON.parse(description.toString()));
  return { name, clientUri, redirectUris };
}

import { verify } from "node:crypto";
import type { LeakReport } from "#lib/keys/leaks/leak-report";
import { secretScanningKey } from "#lib/keys/leaks/scanner-keys";

/** What GitHub sends as `Github-Public-Key-Identifier` and `Github-Public-Key-Signature`. */
export type Signature = { identifier: string; signature: string };

const SHAPES = { identifier: /^[0-9A-Za-z._-]{1,128}$/, signature: /^[0-9A-Za-z+/]{1,200}={0,2}$/ };

/**
 * Whether the scanner signed `body`: ECDSA on P-256 over its SHA-256, in DER and base64.
 * @param body as it came, byte for byte
 * @throws AppError UNAVAILABLE while the scanner's public keys cannot be read
 */
export async function isSigned(body: Uint8Array, { identifier, signature }: Signature, now: Date): Promise<boolean> {
  if (!SHAPES.identifier.test(identifier) || !SHAPES.signature.test(signature)) return false;
  const key = await secretScanningKey(identifier, now);
  if (key?.asymmetricKeyDetails?.namedCurve !== "prime256v1") return false;
  return verify("sha256", body, { key, dsaEncoding: "der" }, Buffer.from(signature, "base64"));
}

export type Finding = { token: string; type: string; url: string | null };

/** What GitHub takes as an answer to a finding, to learn which of them were none. */
export type Feedback = { token_raw: string; token_type: string; label: "true_positive" | "false_positive" };

/**
 * Revokes what was found, and says of each finding whether it was a token of this installation.
 * @param revoke ends the tokens of a report, and returns those that there are
 */
export async function takeFindings(
  findings: readonly Finding[],
  { at, address }: Pick<LeakReport, "at" | "address">,
  revoke: (report: LeakReport) => Promise<ReadonlySet<string>>,
): Promise<Feedback[]> {
  const tokens = new Map(findings.map(({ token, url }) => [token, { url }]));
  const known = await revoke({ source: "github", at, address, tokens });
  return findings.map(({ token, type }) => ({
    token_raw: token,
    token_type: type,
    label: known.has(token) ? "true_positive" : "false_positive",
  }));
}

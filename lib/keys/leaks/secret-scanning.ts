import { verify } from "node:crypto";
import type { LeakReport } from "#lib/keys/leaks/leak-report";
import { secretScanningKey } from "#lib/keys/leaks/scanner-keys";

/** GitHub's headers `Github-Public-Key-Identifier` and `Github-Public-Key-Signature`. */
export type Signature = { identifier: string; signature: string };

const SHAPES = { identifier: /^[0-9A-Za-z._-]{1,128}$/, signature: /^[0-9A-Za-z+/]{1,200}={0,2}$/ };

/**
 * Checks that the scanner signed `body`, with ECDSA on P-256 over its SHA-256, in DER and base64.
 * @param body the bytes of the request, unchanged
 * @throws AppError UNAVAILABLE while the scanner's public keys cannot be read
 */
export async function isSigned(body: Uint8Array, { identifier, signature }: Signature, now: Date): Promise<boolean> {
  if (!SHAPES.identifier.test(identifier) || !SHAPES.signature.test(signature)) return false;
  const key = await secretScanningKey(identifier, now);
  if (key?.asymmetricKeyDetails?.namedCurve !== "prime256v1") return false;
  return verify("sha256", body, { key, dsaEncoding: "der" }, Buffer.from(signature, "base64"));
}

export type Finding = { token: string; type: string; url: string | null };

/** The answer to a finding that GitHub expects: whether it was a real token. */
export type Feedback = { token_raw: string; token_type: string; label: "true_positive" | "false_positive" };

/**
 * Revokes the tokens that the scanner found, and says for each finding whether it is a token of this installation.
 * @param revoke revokes the tokens of a report, and returns those that exist
 */
export async function revokeFindings(
  findings: readonly Finding[],
  { at, address }: Pick<LeakReport, "at" | "address">,
  revoke: (report: LeakReport) => Promise<ReadonlySet<string>>,
): Promise<Feedback[]> {
  const tokens = new Map(findings.map(({ token, url }) => [token, { url }]));
  const existing = await revoke({ source: "github", at, address, tokens });
  return findings.map(({ token, type }) => ({
    token_raw: token,
    token_type: type,
    label: existing.has(token) ? "true_positive" : "false_positive",
  }));
}

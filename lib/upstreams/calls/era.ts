import { BoundedMap } from "#lib/bounds/bounded-map";
import { MINUTE_MS } from "#lib/clock";
import { type Era, RPC_CODE } from "#lib/mcp/protocol";
import { single } from "#lib/process";
import { numberOf } from "#lib/text/exact-numbers";
import { isOwnCode, type Refusal } from "#lib/upstreams/calls/refusal";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

const SERVERS_MAX = 2_000;
/** A server that refuses both eras is not asked in both with every call. */
const TRY_EVERY_MS = MINUTE_MS;

type Eras = {
  /** By connection: the era in which a server has answered, although its catalogue said another one. */
  changed: BoundedMap<string, { catalogue: Era | null; answered: Era }>;
  /** By connection: when the other era was tried last, by `performance.now()`. */
  triedAtMs: BoundedMap<string, number>;
};

function eras(): Eras {
  return single("eras", () => ({ changed: new BoundedMap(SERVERS_MAX), triedAtMs: new BoundedMap(SERVERS_MAX) }));
}

/** The era that a server speaks: as its catalogue says, or as an answer has shown since the catalogue was read. */
export function eraOf({ connection, era }: UpstreamSnapshot): Era {
  const changed = eras().changed.get(connection);
  if (changed?.catalogue === era) return changed.answered;
  return era === "modern" ? "modern" : "legacy";
}

export function otherEra(era: Era): Era {
  return era === "modern" ? "legacy" : "modern";
}

/** Remembers the era in which a server has answered a call. */
export function rememberEra({ connection, era: catalogue }: UpstreamSnapshot, answered: Era): void {
  eras().changed.set(connection, { catalogue, answered });
  eras().triedAtMs.delete(connection);
}

/** Whether the other era may be tried now. A call of it counts as a try. */
export function mayTryOtherEra({ connection }: UpstreamSnapshot): boolean {
  const { triedAtMs } = eras();
  const lastMs = triedAtMs.get(connection) ?? Number.NEGATIVE_INFINITY;
  if (performance.now() - lastMs < TRY_EVERY_MS) return false;
  triedAtMs.set(connection, performance.now());
  return true;
}

/** 4xx with which a server refuses a revision that it does not know. All say that the call was not carried out. */
const OF_ANOTHER_ERA = new Set([400, 404, 405, 406, 409, 410, 415, 422]);
/** Without an error of MCP, these say of a request without a session that there is no such path. */
const OF_ANOTHER_PATH = new Set([404, 410]);

/** What a server of the 2026 revision misses in a request of the 2025 revisions. */
const ABOUT_METADATA = /_meta|(?<!alert )protocol.?version/i;
/** What a server of the 2025 revisions misses in a request of the 2026 revision. */
const ABOUT_HANDSHAKE = /initiali[sz]e|session|(?<!alert )protocol.?version/i;

/** Errors of a request that was not carried out, whatever their words are. */
const UNREAD = new Set<number>([RPC_CODE.parseError, RPC_CODE.invalidRequest, RPC_CODE.methodNotFound]);

/**
 * Whether a refusal may come from a server that speaks the other era.
 * @param era the era of the refused call
 */
export function mayBeOtherEra({ status, error, isOfRequest, isOfInitialize = false }: Refusal, era: Era): boolean {
  // After any other status the call may have been carried out, whatever the error says.
  if (status >= 300 && !OF_ANOTHER_ERA.has(status)) return false;
  if (!error) return status >= 300 && !(era === "legacy" && OF_ANOTHER_PATH.has(status));
  const code = numberOf(error.code);
  if (code === RPC_CODE.unsupportedVersion) return true;
  // Only a server of the 2026 revision looks at its headers.
  if (code === RPC_CODE.headerMismatch) return era === "legacy";
  const text = String(error.message);
  // No method of a call is unknown to a server that lists tools, so it is `initialize`.
  if (era === "legacy" && code === RPC_CODE.methodNotFound) return true;
  // A server may answer with 200 whatever happens while it carries out the call.
  const mayBeDone = status < 300 && !isOfInitialize && !UNREAD.has(code ?? 0);
  if (mayBeDone && (isOfRequest || !isOwnCode(code))) return false;
  if (era === "legacy") return ABOUT_METADATA.test(text);
  if (status < 300) return UNREAD.has(code ?? 0) || ABOUT_HANDSHAKE.test(text);
  return code !== RPC_CODE.invalidParams && (!isOfRequest || ABOUT_HANDSHAKE.test(text));
}

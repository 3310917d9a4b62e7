import { RpcError } from "#lib/gateway/messages/rpc-error";
import type { RefusalReason } from "#lib/keys/refusals/dto";

/** A client as it names itself, or as its User-Agent names it. */
export type Client = { name: string | null; version: string | null; title: string | null };

/** The refusal of a credential that is the token of a key that has ended. The client gets no more than `refusal`. */
export class RefusedKey extends RpcError {
  override name = "RefusedKey";
  readonly keyId: string;
  /** For the people who may see the key. The client must not learn it. */
  readonly reason: RefusalReason;
  /** How the client names itself in its message, once that is read. */
  client: Client | null = null;

  constructor(refusal: RpcError, keyId: string, reason: RefusalReason) {
    const { code, message, data, status, headers } = refusal;
    super(code, message, { ...(data && { data }), ...(status !== undefined && { status }), headers });
    this.keyId = keyId;
    this.reason = reason;
  }
}

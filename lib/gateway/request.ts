import type { Envelope } from "#lib/gateway/envelope";
import type { Requester } from "#lib/gateway/in-flight";
import type { KeyAccess } from "#lib/keys/authenticate";
import type { JsonObject, RpcId } from "#lib/mcp";

/** A request by a key that was accepted, read and checked as far as no rights are concerned. */
export type McpRequest = {
  id: RpcId;
  method: string;
  params: JsonObject;
  envelope: Envelope;
  access: KeyAccess;
  requester: Requester;
  /** `Mcp-Param-*` headers as the client sent them. */
  paramHeaders: Record<string, string>;
  /** Whether the client takes `text/event-stream`. */
  acceptsEvents: boolean;
  now: Date;
  /** Authenticates the same credential again, for streams that outlive the request; null once it is refused. */
  recheck: () => Promise<KeyAccess | null>;
  /** Calls back when the client goes away; to be undone by what it returns. */
  whenGone: (callback: () => void) => () => void;
};

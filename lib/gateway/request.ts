import type { Envelope } from "#lib/gateway/messages/envelope";
import type { Observation } from "#lib/gateway/observation/observation";
import type { Requester } from "#lib/gateway/requester";
import type { Standing } from "#lib/gateway/standing/recheck";
import type { JsonObject, RpcId } from "#lib/mcp/protocol";

/** A request by a key that was accepted, read and checked as far as no rights are concerned. */
export type McpRequest = Standing & {
  id: RpcId;
  method: string;
  params: JsonObject;
  envelope: Envelope;
  requester: Requester;
  /** `Mcp-Param-*` headers as the client sent them. */
  paramHeaders: Record<string, string>;
  /** Whether the client takes `text/event-stream`. */
  acceptsEvents: boolean;
  now: Date;
  observation: Observation;
  /** For a large body alone: to be called once no more than a little of it is held. */
  leaveRoom: (() => void) | null;
  /** Calls back when the client goes away; to be undone by what it returns. */
  whenGone: (callback: () => void) => () => void;
};

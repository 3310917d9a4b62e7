import type { Era, JsonObject } from "#lib/mcp/protocol";
import type { ListField } from "#lib/upstreams/dto";

/** What a server says of itself. Everything but the era may be missing. */
export type Introduction = {
  era: Era;
  protocolVersion: string;
  serverName: string;
  serverVersion: string;
  instructions: string | null;
  capabilities: JsonObject;
};

/** The catalogue of a server, repaired so that strict clients accept it. These are columns of `Catalogue`. */
export type CatalogueContent = Introduction & Record<ListField, object[]>;

import { z } from "zod";
import { idSchema } from "#lib/ids";
import { createKeySchema } from "#lib/keys/settings/schema";

const { nameInClients: _apps, ...choices } = createKeySchema.shape;

/** The longest address of a request for access, in characters. Servers and proxies cut longer ones. */
export const QUERY_MAX = 8_192;
/** The longest query of a form, in characters. The page may add the encoded address for the answer (`formQuery`). */
const FORM_QUERY_MAX = QUERY_MAX + 4_096;

/** What a person chooses for an app: the same as for a key, with the request of the client. */
export const connectAppSchema = z.object({
  ...choices,
  /** The query of the page's address, which is read again: a form cannot change what was asked. */
  query: z.string().max(FORM_QUERY_MAX),
  /** The app that is connected again; null for a new one. */
  appId: idSchema("key").nullable().default(null),
});
export type ConnectAppInput = z.output<typeof connectAppSchema>;

export const refuseAppSchema = z.object({ query: z.string().max(FORM_QUERY_MAX) });
export type RefuseAppInput = z.output<typeof refuseAppSchema>;

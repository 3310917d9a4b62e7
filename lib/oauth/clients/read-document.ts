import { Agent, type Dispatcher, request } from "undici";
import { z } from "zod";
import { SECOND_MS } from "#lib/clock";
import { USER_AGENT } from "#lib/mcp/protocol";
import type { ClientDescription } from "#lib/oauth/clients/client";
import { clientMetadataSchema } from "#lib/oauth/clients/registration-schema";
import { guardedConnector } from "#lib/outgoing/guarded-connect";
import { single } from "#lib/process";
import { exceededJsonBound } from "#lib/text/json-bounds";

/** The time for a document, from the lookup of its host to the end of the answer. */
const TIMEOUT_MS = 5 * SECOND_MS;
const DOCUMENT_MAX_BYTES = 10 * 1024;
const SHAPE_MAX = { depth: 8, parts: 500 };

/** The document of a client cannot be used. The message says why, as the end of a sentence after "Its document". */
export class DocumentError extends Error {
  override name = "DocumentError";
}

const documentSchema = z.object({
  client_id: z.string(),
  client_secret: z.never({ error: "holds a secret, which everybody could read" }).optional(),
  token_endpoint_auth_method: z
    .enum(["none", "private_key_jwt"], { error: "asks for a shared secret, which a public document cannot have" })
    .optional(),
});

/**
 * Reads the document that describes a client. Only public addresses are called, whatever the settings allow for MCP
 * servers, because a stranger chooses the address. Redirects are not followed: the address is the identity.
 * @param clientId an address that `isDocumentAddress` accepts
 * @throws DocumentError
 */
export async function readClientDocument(clientId: string): Promise<ClientDescription> {
  const said = parse(await fetchText(clientId));
  const document = documentSchema.safeParse(said);
  if (!document.success) throw new DocumentError(document.error.issues[0]?.message ?? "describes no client");
  if (document.data.client_id !== clientId) throw new DocumentError("names another client_id");
  const metadata = clientMetadataSchema.safeParse(said);
  if (!metadata.success) {
    throw new DocumentError(`has redirect_uris that cannot be used: ${metadata.error.issues[0]?.message ?? "none"}`);
  }
  return { clientId, source: "document", ...metadata.data };
}

async function fetchText(address: string): Promise<string> {
  try {
    const { statusCode, body } = await request(address, {
      headers: { accept: "application/json", "user-agent": USER_AGENT },
      dispatcher: dispatcher(),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (statusCode !== 200) {
      await body.dump({ limit: DOCUMENT_MAX_BYTES });
      throw new DocumentError(`was answered with HTTP ${statusCode}`);
    }
    let text = "";
    let bytes = 0;
    for await (const piece of body.setEncoding("utf8")) {
      bytes += Buffer.byteLength(String(piece));
      if (bytes > DOCUMENT_MAX_BYTES) throw new DocumentError(`has more than ${DOCUMENT_MAX_BYTES / 1024} KiB`);
      text += piece;
    }
    return text;
  } catch (error) {
    if (error instanceof DocumentError) throw error;
    // Whoever gave the address must not learn what lies behind it.
    throw new DocumentError("cannot be read from here");
  }
}

/** Tests put another one in its place, which trusts a server on this machine. */
function dispatcher(): Dispatcher {
  return single("client-document-dispatcher", (): Dispatcher => {
    return new Agent({ connect: guardedConnector({ timeoutMs: TIMEOUT_MS, allowPrivate: false }), connections: 4 });
  });
}

function parse(text: string): unknown {
  try {
    if (!exceededJsonBound(text, SHAPE_MAX)) return JSON.parse(text);
  } catch {
    // The same answer as for JSON that is too deep.
  }
  throw new DocumentError("is not JSON");
}

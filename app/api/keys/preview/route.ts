import { currentCaller } from "#app/caller";
import type { Caller } from "#lib/auth/principal";
import { readBoundedText } from "#lib/bounds/bounded-text";
import { isAppError } from "#lib/errors";
import { parseInput } from "#lib/form";
import type { KeySight } from "#lib/gateway/preview/dto";
import { previewKey, previewServiceKey } from "#lib/gateway/preview/queries";
import { previewKeySchema, previewServiceKeySchema } from "#lib/gateway/preview/schema";

/** Far more than the most servers and workspaces that a key may have. */
const BODY_MAX_BYTES = 64 * 1024;

/**
 * What a key would see, for the form while it is filled in. No server action: those wait for each other, and an answer
 * that nobody wants any more could not be left behind.
 */
export async function POST(request: Request): Promise<Response> {
  const caller = await currentCaller();
  if (!caller) return refusal(401, "Sign in first.");
  const body = await readBoundedText(request.body, BODY_MAX_BYTES);
  if (body === null) return refusal(413, "The body is too large.");
  try {
    return Response.json(await preview(caller, readJson(body)), { headers: { "cache-control": "no-store" } });
  } catch (error) {
    if (!isAppError(error)) throw error;
    return refusal(error.code === "NOT_FOUND" ? 404 : 400, error.message);
  }
}

/** A draft that names the workspace that owns it is one of a service key. */
function preview(caller: Caller, draft: unknown): Promise<KeySight> {
  const isOfWorkspace = typeof draft === "object" && draft !== null && "workspace" in draft;
  return isOfWorkspace
    ? previewServiceKey(caller, parseInput(previewServiceKeySchema, draft))
    : previewKey(caller, parseInput(previewKeySchema, draft));
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function refusal(status: number, message: string): Response {
  return Response.json({ message }, { status, headers: { "cache-control": "no-store" } });
}

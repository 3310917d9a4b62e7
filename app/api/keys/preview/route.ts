import { currentCaller } from "#app/caller";
import { fromOwnPages } from "#app/from-own-pages";
import { refusalStatus } from "#app/refusal-status";
import type { Caller } from "#lib/auth/principal";
import { readBoundedText } from "#lib/bounds/bounded-text";
import { databaseAwayError } from "#lib/db/away-error";
import { isAppError } from "#lib/errors";
import { parseInput } from "#lib/form";
import type { KeySight } from "#lib/gateway/preview/dto";
import { previewKey, previewServiceKey } from "#lib/gateway/preview/queries";
import { previewKeySchema, previewServiceKeySchema } from "#lib/gateway/preview/schema";

/** Far more than a key with the maximum number of servers and workspaces needs. */
const BODY_MAX_BYTES = 64 * 1024;

/**
 * Answers what a key with the settings of the form would see. The form asks while a person fills it in. This is no
 * server action, because React runs server actions one after the other and cannot abort one that is out of date.
 */
export const POST = fromOwnPages({ operations: ["previewKey", "previewServiceKey"] }, async (request) => {
  try {
    const caller = await currentCaller();
    if (!caller) return refusal(401, "Sign in first.");
    const body = await readBoundedText(request.body, BODY_MAX_BYTES);
    if (body === null) return refusal(413, "The body is too large.");
    return Response.json(await preview(caller, readJson(body)), { headers: { "cache-control": "no-store" } });
  } catch (thrown) {
    const error = databaseAwayError(thrown) ?? thrown;
    if (!isAppError(error)) throw error;
    return refusal(refusalStatus(error, 400), error.message, error.retryAfterSeconds);
  }
});

/** Only the draft of a service key names a workspace, the one that owns the key. */
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

function refusal(status: number, message: string, retryAfterSeconds?: number): Response {
  const wait: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
  return Response.json({ message }, { status, headers: { "cache-control": "no-store", ...wait } });
}

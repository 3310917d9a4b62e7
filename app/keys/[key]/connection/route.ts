import { z } from "zod";
import { currentCaller } from "#app/caller";
import { fromOwnPages } from "#app/from-own-pages";
import { refusalStatus } from "#app/refusal-status";
import type { Connection } from "#lib/connection/dto";
import { connectionOf } from "#lib/connection/queries";
import { databaseAwayError } from "#lib/db/away-error";
import { isAppError } from "#lib/errors";
import { countTools } from "#lib/gateway/preview/count-tools";
import { idSchema } from "#lib/ids";

type Context = { params: Promise<{ key: string }> };

const query = z.object({ key: idSchema("key"), since: z.iso.datetime().nullable() });

/** Answers whether a client has connected with a key. The page asks every few seconds while a person sets one up. */
export const GET = fromOwnPages({ operations: ["connectionOf"] }, async (request, { params }: Context) => {
  try {
    const caller = await currentCaller();
    if (!caller) return answer({ message: "You are signed out. Sign in again." }, 401);
    const since = new URL(request.url).searchParams.get("since");
    const asked = query.safeParse({ key: (await params).key, since });
    if (!asked.success) return answer({ message: "This key does not exist, or you have no access to it." }, 404);
    const { key } = asked.data;
    const connection = await connectionOf(caller, key, since === null ? null : new Date(since));
    const tools = connection.connected ? await countTools(key, caller.now) : null;
    return answer({ ...connection, tools } satisfies Connection);
  } catch (thrown) {
    const error = databaseAwayError(thrown) ?? thrown;
    if (!isAppError(error)) throw error;
    return answer({ message: error.message }, refusalStatus(error, 404));
  }
});

function answer(body: object, status = 200): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}

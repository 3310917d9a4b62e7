import { requireCaller } from "#app/caller";
import { downloadFor } from "#app/download";
import { fromOwnPages } from "#app/from-own-pages";
import { orNotFound } from "#app/or-not-found";
import { readAccessAddress } from "#app/w/[workspace]/settings/access/read-access-address";
import { workspaceKeysCsv } from "#lib/keys/lists/workspace-keys-csv";

type Context = { params: Promise<{ workspace: string }> };

/** Sends the list of the Access page as a file. The address has the same search and filters as the page. */
export const GET = fromOwnPages({ operations: ["workspaceKeysCsv"] }, async (request, { params }: Context) => {
  const caller = await requireCaller();
  const { workspace } = await params;
  const view = readAccessAddress(Object.fromEntries(new URL(request.url).searchParams));
  return downloadFor(request, caller, async () => {
    const lines = await orNotFound(workspaceKeysCsv(caller, workspace, { ...view, cursor: null }));
    return { fileName: `${workspace}-keys.csv`, contentType: "text/csv; charset=utf-8", lines };
  });
});

import { formatMebibytes } from "#lib/format/mebibytes";
import type { CatalogueRoom } from "#lib/upstreams/dto";

/** Says how much room the catalogues of a workspace take. */
export function RoomNote({ room: { usedBytes, budgetBytes } }: { room: CatalogueRoom }) {
  return (
    <p className="text-muted-foreground text-sm">
      What these servers list takes {formatMebibytes(usedBytes)} of the {formatMebibytes(budgetBytes)} of this
      workspace.
    </p>
  );
}

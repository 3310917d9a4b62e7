import { formatMebibytes } from "#lib/format/mebibytes";
import type { CatalogueRoom } from "#lib/upstreams/dto";

/** Says how much room the catalogues of a workspace take. */
export function RoomNote({ room: { usedBytes, budgetBytes } }: { room: CatalogueRoom }) {
  return (
    <p className="text-muted-foreground text-sm">
      The catalogues of these servers have {formatMebibytes(usedBytes)} of {formatMebibytes(budgetBytes)} that this
      workspace may have.
    </p>
  );
}

import { ClientMark } from "#components/clients/client-mark";
import { RelativeTime } from "#components/time/relative-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table";
import { Truncate } from "#components/ui/truncate";
import { NumberCell, NumberHeader } from "#components/usage/number-cells";
import type { KeyUser } from "#lib/usage/dto";

type UsedByTableProps = {
  /** The name of the table: "Clients". */
  label: string;
  column: string;
  users: KeyUser[];
  /** Shown in place of a missing name. */
  unnamed: string;
  /** Whether the names are those of clients, which have marks. */
  areClients?: boolean;
};

/** Lists the clients, addresses or applications that used a key, the latest first. */
export function UsedByTable({ label, column, users, unnamed, areClients = false }: UsedByTableProps) {
  return (
    <Table label={label}>
      <TableHead>
        <TableRow>
          <TableHeader>{column}</TableHeader>
          <TableHeader className="px-3">Last seen</TableHeader>
          <NumberHeader>Calls</NumberHeader>
        </TableRow>
      </TableHead>
      <TableBody>
        {users.map(({ name, calls, lastSeenAt }) => (
          <TableRow key={name}>
            <TableHeader scope="row" className="h-auto min-w-28 max-w-44 py-2 font-normal">
              {name ? (
                <UserName name={name} isClient={areClients} />
              ) : (
                <span className="text-muted-foreground">{unnamed}</span>
              )}
            </TableHeader>
            <TableCell className="whitespace-nowrap px-3 py-2">
              <RelativeTime at={lastSeenAt} className="inline-block first-letter:uppercase" />
            </TableCell>
            <NumberCell value={calls} />
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function UserName({ name, isClient }: { name: string; isClient: boolean }) {
  if (!isClient) return <Truncate>{name}</Truncate>;
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <span className="flex max-sm:hidden">
        <ClientMark name={name} />
      </span>
      <Truncate>{name}</Truncate>
    </span>
  );
}

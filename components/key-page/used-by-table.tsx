import type { ReactNode } from "react";
import { ClientName } from "#components/clients/client-name";
import { RelativeTime } from "#components/time/relative-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table";
import { Truncate } from "#components/ui/truncate";
import { NumberCell, NumberHeader } from "#components/usage/number-cells";
import type { ClientNames } from "#lib/keys/view/dto";
import type { KeyClient, KeyUser } from "#lib/usage/dto";

type Row = { id: string; name: ReactNode; calls: number; lastSeenAt: Date };

type UsedByTableProps = {
  /** The name of the table: "Addresses". */
  label: string;
  column: string;
  users: KeyUser[];
};

/** Lists the addresses or applications that used a key, the latest first. */
export function UsedByTable({ label, column, users }: UsedByTableProps) {
  const rows = users.map(({ name, ...use }) => {
    return { ...use, id: name, name: name ? <Truncate>{name}</Truncate> : <Unnamed>Unknown</Unnamed> };
  });
  return <UseTable label={label} column={column} rows={rows} />;
}

/** Lists the clients that used a key as they named themselves, the latest first. */
export function ClientsTable({ clients }: { clients: KeyClient[] }) {
  const rows = clients.map(({ calls, lastSeenAt, ...names }) => {
    return { calls, lastSeenAt, id: JSON.stringify([names.client, names.version]), name: clientName(names) };
  });
  return <UseTable label="Clients" column="Client" rows={rows} />;
}

function clientName(names: ClientNames): ReactNode {
  if (!names.client) return <Unnamed>No name given</Unnamed>;
  return <ClientName {...names} className="block truncate" />;
}

function Unnamed({ children }: { children: ReactNode }) {
  return <span className="text-muted-foreground">{children}</span>;
}

function UseTable({ label, column, rows }: { label: string; column: string; rows: Row[] }) {
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
        {rows.map(({ id, name, calls, lastSeenAt }) => (
          <TableRow key={id}>
            <TableHeader scope="row" className="h-auto min-w-28 max-w-44 py-2 font-normal">
              {name}
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

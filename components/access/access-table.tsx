import { AccessRow } from "#components/access/access-row";
import type { RevokeAccessAction } from "#components/access/revoke-access";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "#components/ui/table";
import type { WorkspaceKeyView } from "#lib/keys/dto";

type AccessTableProps = {
  keys: WorkspaceKeyView[];
  workspace: { name: string; slug: string };
  revokeAction: RevokeAccessAction;
};

/** The keys that reach a workspace, for its admins. */
export function AccessTable({ keys, workspace, revokeAction }: AccessTableProps) {
  return (
    <Table label={`Keys that reach ${workspace.name}`} className="min-w-4xl">
      <TableHead>
        <TableRow>
          <TableHeader>Key</TableHeader>
          <TableHeader>Owner</TableHeader>
          <TableHeader>Access</TableHeader>
          <TableHeader>Status</TableHeader>
          <TableHeader>Created</TableHeader>
          <TableHeader>Last used</TableHeader>
          <TableHeader>
            <span className="sr-only">Actions</span>
          </TableHeader>
        </TableRow>
      </TableHead>
      <TableBody>
        {keys.map((key) => (
          <AccessRow key={key.id} keyView={key} workspace={workspace} revokeAction={revokeAction} />
        ))}
      </TableBody>
    </Table>
  );
}

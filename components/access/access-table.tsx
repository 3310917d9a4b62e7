import { AccessRow } from "#components/access/access-row";
import { SelectAll } from "#components/access/key-selection";
import type { RevokeAccessAction } from "#components/access/revoke-access";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "#components/ui/table";
import type { WorkspaceKeyView } from "#lib/keys/dto";

export type AccessTableProps = {
  keys: WorkspaceKeyView[];
  workspace: { name: string; slug: string };
  revokeAction: RevokeAccessAction;
};

/** The keys that reach a workspace, for its admins. */
export function AccessTable({ keys, workspace, revokeAction }: AccessTableProps) {
  return (
    <Table label={`Keys that reach ${workspace.name}`}>
      <TableHead>
        <TableRow>
          <TableHeader className="w-0 pr-0">
            <SelectAll />
          </TableHeader>
          <TableHeader className="px-3 first:pl-4">Key</TableHeader>
          <TableHeader className="px-3 first:pl-4">Owner</TableHeader>
          <TableHeader className="px-3 first:pl-4">Access</TableHeader>
          <TableHeader className="px-3 first:pl-4">Status</TableHeader>
          <TableHeader className="px-3 first:pl-4">Created</TableHeader>
          <TableHeader className="px-3 first:pl-4">Last used</TableHeader>
          <TableHeader className="px-3 first:pl-4">
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

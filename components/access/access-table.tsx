"use client";

import { AccessRow } from "#components/access/access-row";
import type { DetachKeyAction } from "#components/access/detach-key";
import { SelectAll } from "#components/access/key-selection";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "#components/ui/table";
import type { WorkspaceKeyView } from "#lib/keys/view/dto";

type AccessTableProps = {
  keys: WorkspaceKeyView[];
  workspace: { name: string; slug: string };
  detachKeyAction: DetachKeyAction;
};

const COLUMNS = ["Key or app", "Owner", "Access", "Status", "Created", "Last used"];

/**
 * The keys that reach a workspace, for its admins: a table on wide screens, a list of cards on narrow ones. The same
 * elements serve both, because two versions would take the server twice as long. CSS changes how the elements are laid
 * out, and browsers then drop their table roles, so the roles are written out. This is a client component, so that the
 * page carries the data of the keys only once.
 */
export function AccessTable({ keys, workspace, detachKeyAction }: AccessTableProps) {
  return (
    <Table label={`Keys and apps that reach ${workspace.name}`} role="table" className="block @4xl:table">
      <TableHead role="rowgroup" className="block @4xl:table-header-group">
        <TableRow role="row" className="block @4xl:table-row">
          <TableHeader role="columnheader" className="block px-4 py-2 @4xl:table-cell @4xl:w-0 @4xl:py-0 @4xl:pr-0">
            <SelectAll />
          </TableHeader>
          {COLUMNS.map((name) => (
            <TableHeader key={name} role="columnheader" className="hidden px-3 @4xl:table-cell">
              {name}
            </TableHeader>
          ))}
          <TableHeader role="columnheader" className="hidden px-3 @4xl:table-cell">
            <span className="sr-only">Actions</span>
          </TableHeader>
        </TableRow>
      </TableHead>
      <TableBody role="rowgroup" className="block @4xl:table-row-group">
        {keys.map((key) => (
          <AccessRow key={key.id} keyView={key} workspace={workspace} detachKeyAction={detachKeyAction} />
        ))}
      </TableBody>
    </Table>
  );
}

"use client";

import { createContext, type ReactNode, use, useState } from "react";
import { ACCESS_LIST_ID } from "#components/access/access-list-id";
import { DetachResult } from "#components/access/detach-result";
import { type DetachKeysAction, DetachSelected } from "#components/access/detach-selected";
import { ownerName } from "#components/access/owner-name";
import { keyLabel } from "#components/keys/facts/key-label";
import { Button } from "#components/ui/button";
import { Checkbox } from "#components/ui/checkbox";
import { isUsable } from "#lib/keys/access/status";
import type { DetachedKey, WorkspaceKeyView } from "#lib/keys/view/dto";

type Selection = {
  /** The ids of the keys on the page that can be selected: those in use. */
  selectable: readonly string[];
  isSelected: (id: string) => boolean;
  select: (ids: readonly string[], isSelected: boolean) => void;
};

const SelectionContext = createContext<Selection | null>(null);

type KeySelectionProps = {
  keys: WorkspaceKeyView[];
  workspace: { name: string; slug: string };
  detachKeysAction: DetachKeysAction;
  children: ReactNode;
};

/** Remembers which keys of the page are selected, and offers to revoke the access of all of them. */
export function KeySelection({ keys, workspace, detachKeysAction, children }: KeySelectionProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [detached, setDetached] = useState<DetachedKey[] | null>(null);
  const usable = keys.filter((key) => isUsable(key.status));
  // A key that has left the page since it was selected no longer counts.
  const selected = usable.filter((key) => chosen.has(key.id));
  const select = (ids: readonly string[], isSelected: boolean) => {
    setDetached(null);
    const others = [...chosen].filter((id) => !ids.includes(id));
    setChosen(new Set(isSelected ? [...others, ...ids] : others));
  };
  const context = { selectable: usable.map((key) => key.id), isSelected: (id: string) => chosen.has(id), select };
  return (
    <SelectionContext value={context}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <SelectionBar selected={selected} workspace={workspace} onClear={() => setChosen(new Set())}>
          <DetachSelected keys={selected} workspace={workspace} action={detachKeysAction} onDone={setDetached} />
        </SelectionBar>
        {detached && (
          <DetachResult detached={detached} workspaceName={workspace.name} onClose={() => setDetached(null)} />
        )}
        {children}
      </div>
    </SelectionContext>
  );
}

type SelectionBarProps = {
  selected: WorkspaceKeyView[];
  workspace: { name: string };
  onClear: () => void;
  children: ReactNode;
};

/** The bar with the number of selected keys. It stays visible while the page scrolls. */
function SelectionBar({ selected, onClear, children }: SelectionBarProps) {
  const clear = () => {
    onClear();
    document.getElementById(ACCESS_LIST_ID)?.focus();
  };
  return (
    <div className={selected.length > 0 ? "sticky top-2 z-10" : "sr-only"}>
      <div className="flex flex-wrap items-center gap-2 rounded-lg border bg-popover py-2 pr-2 pl-4 shadow-floating">
        <p role="status" className="mr-auto">
          {selected.length > 0 && `${selected.length} selected`}
        </p>
        {selected.length > 0 && (
          <>
            <Button variant="ghost" size="sm" onClick={clear}>
              Clear selection
            </Button>
            {children}
          </>
        )}
      </div>
    </div>
  );
}

/** The checkbox that selects one key, or an empty space for a key that cannot be selected. */
export function SelectKey({ keyView: key }: { keyView: WorkspaceKeyView }) {
  const selection = use(SelectionContext);
  if (!selection?.selectable.includes(key.id)) return <span className="block size-4" />;
  return (
    <Checkbox
      label={<span className="sr-only">{`Select ${keyLabel(key)} (${ownerName(key)})`}</span>}
      checked={selection.isSelected(key.id)}
      onChange={(event) => selection.select([key.id], event.target.checked)}
      className="gap-0"
    />
  );
}

/** The checkbox that selects every key of the page. Its label is visible on narrow screens, which have no columns. */
export function SelectAll() {
  const selection = use(SelectionContext);
  if (!selection || selection.selectable.length === 0) return null;
  const count = selection.selectable.filter(selection.isSelected).length;
  const isAll = count === selection.selectable.length;
  return (
    <Checkbox
      label={<span className="@4xl:sr-only">Select all on this page</span>}
      checked={isAll}
      indeterminate={count > 0 && !isAll}
      onChange={() => selection.select(selection.selectable, !isAll)}
      className="@4xl:gap-0"
    />
  );
}

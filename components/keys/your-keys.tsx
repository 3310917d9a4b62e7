"use client";

import { KeyRound, SearchX } from "lucide-react";
import { type ReactNode, useState } from "react";
import { byFamily } from "#components/keys/by-family";
import { KeyCard } from "#components/keys/key-card";
import { keyLabel } from "#components/keys/key-label";
import type { RevokeKeyAction } from "#components/keys/revoke-key";
import type { RotateKeyAction } from "#components/keys/rotate-key";
import { YOUR_KEYS_ID, YourKeysHeading } from "#components/keys/your-keys-heading";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { SearchInput } from "#components/ui/search-input";
import type { KeyView } from "#lib/keys/dto";

/** From this many on the list can be searched. */
const SEARCH_FROM = 8;

type YourKeysProps = {
  keys: KeyView[];
  hadKeys: boolean;
  workspaceSlug: string;
  endpoint: string;
  revokeAction: RevokeKeyAction;
  rotateAction: RotateKeyAction;
  /** By the id of the key; drawn on the server. */
  sparklines: Record<string, ReactNode>;
};

/** The keys in use, a card for each. */
export function YourKeys({ keys, hadKeys, sparklines, ...shared }: YourKeysProps) {
  const [search, setSearch] = useState("");
  const [announcement, setAnnouncement] = useState("");
  const shown = byFamily(keys.filter((key) => matches(key, search)));
  const onRevoked = (key: KeyView) => setAnnouncement(`${keyLabel(key)} is revoked.`);
  return (
    <section aria-labelledby={YOUR_KEYS_ID} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <YourKeysHeading count={keys.length} />
        {keys.length >= SEARCH_FROM && (
          <SearchInput label="Search your keys" value={search} onChange={setSearch} className="w-full sm:w-64" />
        )}
      </div>
      <p role="status" className="sr-only">
        {announcement}
      </p>
      {keys.length === 0 && <NoKeys hadKeys={hadKeys} />}
      {shown.length > 0 && (
        <ul className="divide-y rounded-lg border bg-card">
          {shown.map((key) => (
            <li key={key.id}>
              <KeyCard keyView={key} {...shared} sparkline={sparklines[key.id]} onRevoked={() => onRevoked(key)} />
            </li>
          ))}
        </ul>
      )}
      {keys.length > 0 && shown.length === 0 && (
        <EmptyState
          icon={SearchX}
          title="No key matches"
          action={<Button onClick={() => setSearch("")}>Clear search</Button>}
        >
          Search by name, the ends of the token, or a workspace.
        </EmptyState>
      )}
    </section>
  );
}

function NoKeys({ hadKeys }: { hadKeys: boolean }) {
  const focusForm = () => document.querySelector<HTMLInputElement>("#create-key input")?.focus();
  return (
    <EmptyState
      icon={KeyRound}
      title={hadKeys ? "No key in use" : "No keys yet"}
      action={<Button onClick={focusForm}>{hadKeys ? "Create a key" : "Create your first key"}</Button>}
    >
      A key connects one AI client, such as Claude or Cursor, to your MCP servers. You can revoke it at any time.
    </EmptyState>
  );
}

function matches(key: KeyView, search: string): boolean {
  const texts = [key.name, key.mask, ...key.workspaces.map((workspace) => workspace.name)];
  return texts.some((text) => text?.toLowerCase().includes(search.trim().toLowerCase()));
}

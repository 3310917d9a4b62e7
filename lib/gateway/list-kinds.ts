import { hash } from "node:crypto";
import { listResult } from "#lib/gateway/lists";
import { offerFor } from "#lib/gateway/offer";
import type { KeyAccess } from "#lib/keys/authenticate";
import type { Right } from "#lib/keys/scopes";

/** A kind of list whose changes a client may subscribe to. */
export type ListKind = { filter: string; right: Right; methods: string[]; notification: string };

export const LIST_KINDS: readonly ListKind[] = [
  {
    filter: "toolsListChanged",
    right: "tools:list",
    methods: ["tools/list"],
    notification: "notifications/tools/list_changed",
  },
  {
    filter: "promptsListChanged",
    right: "prompts:read",
    methods: ["prompts/list"],
    notification: "notifications/prompts/list_changed",
  },
  {
    filter: "resourcesListChanged",
    right: "resources:read",
    methods: ["resources/list", "resources/templates/list"],
    notification: "notifications/resources/list_changed",
  },
];

/** A digest of each list as the key sees it now; empty once the right to it is gone, which is a change too. */
export async function listDigests(kinds: readonly ListKind[], access: KeyAccess): Promise<Map<ListKind, string>> {
  const offer = await offerFor(access);
  const digestOf = (kind: ListKind) => {
    if (!access.rights.has(kind.right)) return "";
    const lists = kind.methods.map((method) => listResult(method, {}, access, offer, "modern"));
    return hash("sha256", JSON.stringify(lists));
  };
  return new Map(kinds.map((kind) => [kind, digestOf(kind)]));
}

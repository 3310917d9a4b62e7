import { hash } from "node:crypto";
import { listEntries } from "#lib/gateway/lists/lists";
import type { Offer } from "#lib/gateway/offer/offer";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import type { Right } from "#lib/keys/access/scopes";
import { LIST_CHANGES } from "#lib/mcp/protocol";
import { writeFaithfulList } from "#lib/text/faithful-json";

/** A kind of list whose changes a client may subscribe to. */
export type ListKind = { filter: string; right: Right; methods: string[]; notification: string };

export const LIST_KINDS: readonly ListKind[] = [
  { ...LIST_CHANGES.tools, right: "tools:list", methods: ["tools/list"] },
  { ...LIST_CHANGES.prompts, right: "prompts:read", methods: ["prompts/list"] },
  { ...LIST_CHANGES.resources, right: "resources:read", methods: ["resources/list", "resources/templates/list"] },
];

/** Digests that are already computed, because many streams have the same offer and rights, and lists are long. */
const known = new WeakMap<Offer, Map<string, string>>();

/**
 * A digest of each list as the key sees it. A list without the right to it has the empty digest, so its loss is a
 * change.
 */
export function listDigests(kinds: readonly ListKind[], access: KeyAccess, offer: Offer): Map<ListKind, string> {
  const digests = known.get(offer) ?? new Map<string, string>();
  known.set(offer, digests);
  const rights = [...access.rights].sort().join(" ");
  const digestOf = (kind: ListKind): string => {
    if (!access.rights.has(kind.right)) return "";
    const name = `${kind.filter} ${rights}`;
    const digest = digests.get(name) ?? hash("sha256", textOf(kind, access, offer));
    digests.set(name, digest);
    return digest;
  };
  return new Map(kinds.map((kind) => [kind, digestOf(kind)]));
}

function textOf(kind: ListKind, access: KeyAccess, offer: Offer): string {
  return kind.methods.map((method) => writeFaithfulList(listEntries(method, access, offer))).join("\n");
}

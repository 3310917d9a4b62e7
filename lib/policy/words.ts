import type { PolicyBlock } from "#lib/policy/dto";

/** Each follows the name of the workspace, which is where "there" is. */
const REASONS: Record<PolicyBlock, string> = {
  lifetime: "it lives longer than keys may there",
  no_expiry: "keys have to expire there",
  full_access: "full access is for admins there",
  owner_role: "only admins may make keys there",
  address: "it was used from outside the networks that are allowed there",
};

const LIST = new Intl.ListFormat("en-GB");

/** Why a policy keeps a key out, in the middle of a sentence: "full access is for admins there". */
export function blockReasons(blocks: readonly PolicyBlock[]): string {
  return LIST.format(blocks.map((block) => REASONS[block]));
}

/** The same for owners, admins and clients: "Blocked in Acme: full access is for admins there." */
export function blockedIn(workspace: string, blocks: readonly PolicyBlock[]): string {
  return `Blocked in ${workspace}: ${blockReasons(blocks)}.`;
}

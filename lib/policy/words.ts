import type { PolicyBlock } from "#lib/policy/dto";

/** The text of each block. The name of the workspace stands before it, so "there" means that workspace. */
const REASONS: Record<PolicyBlock, string> = {
  lifetime: "its lifetime is longer than the maximum there",
  no_expiry: "keys have to expire there",
  full_access: "full access is for admins there",
  owner_role: "only admins may make keys there",
  app_owner: "only admins may connect apps there",
  client: "its client is not one of those that may be connected there",
  address: "it was used from outside the networks that are allowed there",
};

const LIST = new Intl.ListFormat("en-GB");

/** Says why a policy blocks a key, as a part of a sentence: "full access is for admins there". */
export function blockReasons(blocks: readonly PolicyBlock[]): string {
  return LIST.format(blocks.map((block) => REASONS[block]));
}

/** Says where and why a policy blocks a key, as a sentence: "Blocked in Acme: full access is for admins there." */
export function blockedIn(workspace: string, blocks: readonly PolicyBlock[]): string {
  return `Blocked in ${workspace}: ${blockReasons(blocks)}.`;
}

import { AUDIT_GROUPS } from "#lib/audit-log/dto";
import { ACCESS_FILTERS, KEY_FILTERS, KEY_SORTS } from "#lib/keys/lists/options";
import { GROUPINGS } from "#lib/usage/groupings";

const LISTS = { own: "/settings/mcp", service: "/settings/service-keys", access: "/settings/access" };
const MEMBERS = "/settings/members";

/** Returns the paths of all pages of a workspace, with every filter and order of its lists. */
export function pageAddresses({ memberId, keyId }: { memberId: string; keyId: string }): string[] {
  const access = (name: string, values: readonly string[]) => values.map((value) => `${LISTS.access}?${name}=${value}`);
  return [
    "",
    "/settings/general",
    MEMBERS,
    `${MEMBERS}?search=member%209`,
    "/settings/servers",
    LISTS.own,
    `${LISTS.own}?search=key%201`,
    `${LISTS.own}/${keyId}`,
    LISTS.access,
    ...access("sort", KEY_SORTS),
    ...access("status", KEY_FILTERS),
    ...access("access", ACCESS_FILTERS),
    ...access("owner", [memberId, "service"]),
    ...access("unused", ["true"]),
    ...access("search", ["Key%209", "member9%40example", "nothing"]),
    `${LISTS.access}?status=all&sort=idle&unused=true`,
    LISTS.service,
    `${LISTS.service}?search=key%201`,
    "/settings/policy",
    ...GROUPINGS.map((grouping) => `/settings/usage?by=${grouping}`),
    "/settings/usage?period=90d",
    "/settings/audit",
    ...AUDIT_GROUPS.map((group) => `/settings/audit?about=${group}`),
    `/settings/audit?actor=${memberId}`,
    "/settings/webhooks",
  ];
}

/** Lists with several pages. The benchmark measures their second page too. */
export const PAGED = [LISTS.own, LISTS.service, LISTS.access, `${LISTS.access}?sort=idle`, MEMBERS, "/settings/audit"];

/** Returns the addresses of the next pages that `html` links to, one for each list. */
export function nextPages(html: string): string[] {
  const links = [...html.matchAll(/<a [^>]*href="([^"]+)"[^>]*>(?:Next page|Older events)<\/a>/g)];
  return links.map(([, href = ""]) => href.replaceAll("&amp;", "&").replace(/#.*/, ""));
}

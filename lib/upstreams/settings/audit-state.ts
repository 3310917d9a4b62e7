import type { ServerRules } from "#lib/upstreams/dto";
import { withoutQuery } from "#lib/upstreams/settings/view";

type Row = ServerRules & {
  name: string;
  slug: string;
  url: string;
  unprefixed: boolean;
  callTimeoutSeconds: number | null;
  environment: string;
  headerNames: string[];
};

/**
 * A server as the audit log stores it. Header values are left out, and the query of the URL, which may be secret too.
 */
export function auditState(row: Row) {
  const { name, slug, url, unprefixed, callTimeoutSeconds, environment, headerNames } = row;
  const { toolsWithoutHints, confirmDestructive } = row;
  const settings = { environment, unprefixed, callTimeoutSeconds, headerNames, toolsWithoutHints, confirmDestructive };
  return { name, slug, url: withoutQuery(url), ...settings };
}

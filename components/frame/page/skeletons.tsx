import type { ComponentType } from "react";
import { AccessSkeleton } from "#components/access/access-skeleton";
import { AccountSkeleton } from "#components/account/account-skeleton";
import { AuditSkeleton } from "#components/audit/audit-skeleton";
import { PageSkeleton } from "#components/frame/page/page-skeleton";
import { KeyPageSkeleton } from "#components/key-page/key-page-skeleton";
import { KeysSkeleton } from "#components/keys/lists/keys-skeleton";
import { MembersSkeleton } from "#components/members/members-skeleton";
import { PolicySkeleton } from "#components/policy/policy-skeleton";
import { ServiceKeysSkeleton } from "#components/service-keys/service-keys-skeleton";
import { ServersSkeleton } from "#components/upstreams/list/servers-skeleton";
import { ServerSkeleton } from "#components/upstreams/page/server-skeleton";
import { UsageSkeleton } from "#components/usage/usage-skeleton";
import { WebhookSkeleton, WebhooksSkeleton } from "#components/webhooks/webhook-skeletons";
import { GeneralSkeleton } from "#components/workspace/general-skeleton";
import { OverviewSkeleton } from "#components/workspace/overview-skeleton";

const SKELETONS: [pathname: RegExp, skeleton: ComponentType][] = [
  [/^\/w\/[^/]+$/, OverviewSkeleton],
  [/\/settings\/general$/, GeneralSkeleton],
  [/\/settings\/members$/, MembersSkeleton],
  [/\/settings\/servers$/, ServersSkeleton],
  [/\/settings\/servers\/[^/]+$/, ServerSkeleton],
  [/\/settings\/mcp$/, KeysSkeleton],
  [/\/settings\/mcp\/[^/]+$/, KeyPageSkeleton],
  [/\/settings\/access$/, AccessSkeleton],
  [/\/settings\/service-keys$/, ServiceKeysSkeleton],
  [/\/settings\/policy$/, PolicySkeleton],
  [/\/settings\/usage$/, UsageSkeleton],
  [/\/settings\/audit$/, AuditSkeleton],
  [/\/settings\/webhooks$/, WebhooksSkeleton],
  [/\/settings\/webhooks\/[^/]+$/, WebhookSkeleton],
  [/^\/account(\/apps)?$/, AccountSkeleton],
];

/** The skeleton of the page at `address`, a path that may have a query. */
export function skeletonOf(address: string): ComponentType {
  const [pathname = ""] = address.split(/[?#]/, 1);
  return SKELETONS.find(([pattern]) => pattern.test(pathname))?.[1] ?? PageSkeleton;
}

import {
  Bot,
  ChartColumn,
  House,
  KeyRound,
  type LucideIcon,
  Plug,
  Scale,
  ScrollText,
  Settings,
  ShieldCheck,
  Users,
  Webhook,
} from "lucide-react";

import { can, type Permission, type Role } from "#lib/auth/permissions";

type Destination = {
  path: string;
  label: string;
  /** What menus call it, where that differs. */
  menuLabel?: string;
  icon: LucideIcon;
  needs: Permission;
};

/** What everybody finds in the settings of a workspace, in the order of the sidebar. `path` comes after `/w/<slug>`. */
const SETTINGS: Destination[] = [
  { path: "/settings/general", label: "General", icon: Settings, needs: "workspace:read" },
  { path: "/settings/members", label: "Members", icon: Users, needs: "members:read" },
  { path: "/settings/servers", label: "MCP servers", icon: Plug, needs: "upstreams:read" },
  { path: "/settings/mcp", label: "MCP keys", menuLabel: "MCP", icon: KeyRound, needs: "keys:create" },
];

/** What its admins find besides. */
const ADMINISTRATION: Destination[] = [
  { path: "/settings/access", label: "Access", icon: ShieldCheck, needs: "access:manage" },
  { path: "/settings/service-keys", label: "Service keys", icon: Bot, needs: "service_keys:manage" },
  { path: "/settings/policy", label: "Policy", icon: Scale, needs: "policy:manage" },
  { path: "/settings/usage", label: "Usage", icon: ChartColumn, needs: "usage:read" },
  { path: "/settings/audit", label: "Audit log", icon: ScrollText, needs: "audit:read" },
  { path: "/settings/webhooks", label: "Webhooks", icon: Webhook, needs: "webhooks:manage" },
];

export const OVERVIEW = { path: "", label: "Overview", icon: House };

type DestinationGroup = { heading: string; pages: Destination[] };

/** What a person with this role finds in the settings, under the headings of the sidebar. */
export function settingsGroupsFor(role: Role): DestinationGroup[] {
  return [
    { heading: "Settings", pages: SETTINGS },
    { heading: "Administration", pages: ADMINISTRATION },
  ]
    .map(({ heading, pages }) => ({ heading, pages: pages.filter(({ needs }) => can(role, needs)) }))
    .filter(({ pages }) => pages.length > 0);
}

/** The same without headings. */
export function settingsFor(role: Role): Destination[] {
  return settingsGroupsFor(role).flatMap(({ pages }) => pages);
}

/** The address of a page in a workspace: `workspacePath("acme", "/settings/mcp")`. */
export function workspacePath(slug: string, path = ""): string {
  return `/w/${slug}${path}`;
}

/** The settings page that `pathname` belongs to, with what follows it. */
export function settingsPageAt(pathname: string): { label: string; href: string; isDeeper: boolean } | null {
  const [, , slug, ...rest] = pathname.split("/");
  const page = [...SETTINGS, ...ADMINISTRATION].find(({ path }) => path === `/${rest.slice(0, 2).join("/")}`);
  if (!page || !slug) return null;
  return { label: page.label, href: workspacePath(slug, page.path), isDeeper: rest.length > 2 };
}

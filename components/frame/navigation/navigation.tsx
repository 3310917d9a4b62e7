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
  /** The label in menus, where it differs. */
  menuLabel?: string;
  icon: LucideIcon;
  needs: Permission;
};

/** The settings pages for everybody, in the order of the sidebar. `path` follows `/w/<slug>`. */
const SETTINGS: Destination[] = [
  { path: "/settings/general", label: "General", icon: Settings, needs: "workspace:read" },
  { path: "/settings/members", label: "Members", icon: Users, needs: "members:read" },
  { path: "/settings/servers", label: "MCP servers", icon: Plug, needs: "upstreams:read" },
  { path: "/settings/mcp", label: "MCP keys", menuLabel: "MCP", icon: KeyRound, needs: "keys:create" },
];

/** The further settings pages for admins. */
const ADMINISTRATION: Destination[] = [
  { path: "/settings/access", label: "Access", icon: ShieldCheck, needs: "access:manage" },
  { path: "/settings/service-keys", label: "Service keys", icon: Bot, needs: "service_keys:manage" },
  { path: "/settings/policy", label: "Policy", icon: Scale, needs: "policy:manage" },
  { path: "/settings/usage", label: "Usage", icon: ChartColumn, needs: "usage:read" },
  { path: "/settings/audit", label: "Audit log", icon: ScrollText, needs: "audit:read" },
  { path: "/settings/webhooks", label: "Webhooks", icon: Webhook, needs: "webhooks:manage" },
];

/** The page of the apps that a person has connected. They belong to the person and not to a workspace. */
export const APPS_PATH = "/account/apps";

export const OVERVIEW = { path: "", label: "Overview", icon: House };

type DestinationGroup = { heading: string; pages: Destination[] };

/** The settings pages that a person with this role may open, grouped under the headings of the sidebar. */
export function settingsGroupsFor(role: Role): DestinationGroup[] {
  return [
    { heading: "Settings", pages: SETTINGS },
    { heading: "Administration", pages: ADMINISTRATION },
  ]
    .map(({ heading, pages }) => ({ heading, pages: pages.filter(({ needs }) => can(role, needs)) }))
    .filter(({ pages }) => pages.length > 0);
}

/** The settings pages that a person with this role may open. */
export function settingsFor(role: Role): Destination[] {
  return settingsGroupsFor(role).flatMap(({ pages }) => pages);
}

/** The address of a page in a workspace: `workspacePath("acme", "/settings/mcp")`. */
export function workspacePath(slug: string, path = ""): string {
  return `/w/${slug}${path}`;
}

/**
 * Finds the settings page that `pathname` belongs to.
 * @returns `isDeeper` says that `pathname` is below that page; null when the path is no settings page
 */
export function settingsPageAt(pathname: string): { label: string; href: string; isDeeper: boolean } | null {
  const [, , slug, ...rest] = pathname.split("/");
  const page = [...SETTINGS, ...ADMINISTRATION].find(({ path }) => path === `/${rest.slice(0, 2).join("/")}`);
  if (!page || !slug) return null;
  return { label: page.label, href: workspacePath(slug, page.path), isDeeper: rest.length > 2 };
}

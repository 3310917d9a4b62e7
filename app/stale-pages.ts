import type { revalidatePath } from "next/cache";

/** Pages that an action makes stale, each as the arguments of `revalidatePath`. */
export type StalePages = readonly Parameters<typeof revalidatePath>[];

/** The frame of every page shows names, roles and notices. */
export const EVERY_PAGE: StalePages = [["/", "layout"]];
export const ACCOUNT_PAGE: StalePages = [["/account"]];
export const WORKSPACE_PAGES: StalePages = [["/w/[workspace]", "layout"]];
export const ACCESS_PAGE: StalePages = [["/w/[workspace]/settings/access", "page"]];
export const MEMBERS_PAGE: StalePages = [["/w/[workspace]/settings/members", "page"]];
export const WEBHOOK_PAGES: StalePages = [["/w/[workspace]/settings/webhooks", "layout"]];
/** The list of connected apps. */
export const APP_PAGES: StalePages = [["/account/apps", "page"]];
/** The lists of keys and of service keys, and the page of each key. */
export const KEY_PAGES: StalePages = [
  ["/w/[workspace]/settings/mcp", "layout"],
  ["/w/[workspace]/settings/service-keys", "page"],
  ...APP_PAGES,
];

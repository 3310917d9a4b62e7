"use client";

import { usePathname } from "next/navigation";
import { settingsPageAt } from "#components/frame/navigation/navigation";
import { PageLink } from "#components/frame/navigation/page-link";

/** Shows the place in the settings: "Settings / MCP servers". On a deeper page, the last part links back up. */
export function Breadcrumbs() {
  const page = settingsPageAt(usePathname());
  if (!page) return null;
  return (
    <nav aria-label="Breadcrumbs" className="text-muted-foreground text-sm">
      <ol className="flex items-center gap-1.5">
        <li>Settings</li>
        <li aria-hidden>/</li>
        <li>
          {page.isDeeper ? (
            <PageLink href={page.href} className="underline-offset-4 hover:text-foreground hover:underline">
              {page.label}
            </PageLink>
          ) : (
            <span aria-current="page" className="text-foreground">
              {page.label}
            </span>
          )}
        </li>
      </ol>
    </nav>
  );
}

"use client";

import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { PageLink } from "#components/frame/navigation/page-link";
import { cn } from "#components/ui/cn";

type NavLinkProps = { href: string; icon: ReactNode; children: ReactNode; exact?: boolean };

/** An entry of the sidebar. It is marked when its page, or a deeper page, is open. */
export function NavLink({ href, icon, children, exact = false }: NavLinkProps) {
  const pathname = usePathname();
  const isOpen = pathname === href || (!exact && pathname.startsWith(`${href}/`));
  return (
    <PageLink
      href={href}
      aria-current={isOpen ? "page" : undefined}
      className={cn(
        "flex h-8 items-center gap-2.5 rounded-md px-2 text-muted-foreground transition-colors hover:bg-hover hover:text-foreground max-md:h-10",
        "aria-[current=page]:bg-selected aria-[current=page]:font-medium aria-[current=page]:text-foreground",
      )}
    >
      {icon}
      {children}
    </PageLink>
  );
}

"use client";

import Link from "next/link";
import { type ComponentProps, createContext, use } from "react";
import { type ButtonLook, buttonStyles } from "#components/ui/button";
import { cn } from "#components/ui/cn";

type PendingNavigation = {
  /** The address of the page that is loading; null when none is. */
  target: string | null;
  go: (href: string) => void;
};

/** The frame provides it (`pending-navigation.tsx`). Without a frame it is null, and links are ordinary links. */
export const NavigationContext = createContext<PendingNavigation | null>(null);

type PageLinkProps = Omit<ComponentProps<typeof Link>, "href" | "onNavigate"> & { href: string };

/** A link to a page inside the frame. The frame shows the skeleton of that page while it loads. */
export function PageLink({ href, ...rest }: PageLinkProps) {
  const navigation = use(NavigationContext);
  const onNavigate = navigation
    ? (event: { preventDefault: () => void }) => {
        event.preventDefault();
        navigation.go(href);
      }
    : undefined;
  return <Link href={href} onNavigate={onNavigate} {...rest} />;
}

/** A `PageLink` that looks like a button. */
export function PageButton({ variant, size, className, ...rest }: PageLinkProps & ButtonLook) {
  return <PageLink {...rest} className={cn(buttonStyles({ variant, size }), className)} />;
}

"use client";

import Link from "next/link";
import { type ComponentProps, createContext, use } from "react";
import { type ButtonLook, buttonStyles } from "#components/ui/button";
import { cn } from "#components/ui/cn";

type PendingNavigation = {
  /** The address that the reader is on the way to; null while they stay. */
  target: string | null;
  go: (href: string) => void;
};

/** Filled by the frame (`pending-navigation.tsx`); without a frame `go` is missing and links are ordinary ones. */
export const NavigationContext = createContext<PendingNavigation | null>(null);

type PageLinkProps = Omit<ComponentProps<typeof Link>, "href" | "onNavigate"> & { href: string };

/** A link to a page inside the frame, which shows that page's skeleton while it is on the way. */
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

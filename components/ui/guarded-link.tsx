"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import type { ComponentProps } from "react";
import { leaveTo } from "#components/ui/unsaved-forms";

type GuardedLinkProps = Omit<ComponentProps<typeof Link>, "href" | "onNavigate"> & { href: string };

/** A link to another page, which asks before it leads away from a filled form. */
export function GuardedLink({ href, scroll, ...rest }: GuardedLinkProps) {
  const router = useRouter();
  return (
    <Link
      {...rest}
      href={href}
      scroll={scroll}
      onNavigate={(event) => {
        event.preventDefault();
        leaveTo(href, () => router.push(href, { scroll }));
      }}
    />
  );
}

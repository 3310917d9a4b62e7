"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ComponentProps, createContext, type ReactNode, use, useEffect, useState, useTransition } from "react";
import { AccessSkeleton } from "#components/access/access-skeleton";
import { PageSkeleton } from "#components/frame/page-skeleton";
import { KeysSkeleton } from "#components/keys/keys-skeleton";

/** Most pages answer sooner; a skeleton before that would only flicker. */
const SKELETON_DELAY_MS = 150;

type PendingNavigation = { target: string | null; go: (href: string) => void };

const Context = createContext<PendingNavigation>({ target: null, go: () => {} });

/**
 * Knows which page the reader is on the way to. The skeleton of that page is shown from here, and not by Next's
 * `loading.tsx`, which would also stream every first load in pieces: without a status of its own, and with each
 * form twice in the document until the pieces stand in their places (docs/decisions/0007).
 */
export function PendingNavigationProvider({ children }: { children: ReactNode }) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const [href, setHref] = useState("");
  const go = (next: string) => {
    setHref(next);
    startTransition(() => router.push(next));
  };
  return <Context value={{ target: isPending ? href : null, go }}>{children}</Context>;
}

/** A link whose page shows its skeleton while it is on the way. */
export function PageLink({ href, ...rest }: Omit<ComponentProps<typeof Link>, "href"> & { href: string }) {
  const { go } = use(Context);
  const onNavigate = (event: { preventDefault: () => void }) => {
    event.preventDefault();
    go(href);
  };
  return <Link href={href} onNavigate={onNavigate} {...rest} />;
}

/** The main column: the page, or the skeleton of the next one once it keeps the reader waiting. */
export function MainColumn({ children }: { children: ReactNode }) {
  const { target } = use(Context);
  const isWaiting = useDelayed(target !== null);
  return (
    <main id="main" tabIndex={-1} aria-busy={target !== null} className="min-w-0 outline-none">
      {isWaiting && <SkeletonOf target={target ?? ""} />}
      <div hidden={isWaiting}>{children}</div>
    </main>
  );
}

/** The shape of the page that `target` leads to. */
function SkeletonOf({ target }: { target: string }) {
  if (target.endsWith("/settings/mcp")) return <KeysSkeleton />;
  if (target.endsWith("/settings/access")) return <AccessSkeleton />;
  return <PageSkeleton />;
}

/** True once `condition` has held for the delay; false as soon as it does not. */
function useDelayed(condition: boolean): boolean {
  const [isDue, setIsDue] = useState(false);
  useEffect(() => {
    if (!condition) return;
    const timer = setTimeout(() => setIsDue(true), SKELETON_DELAY_MS);
    return () => {
      clearTimeout(timer);
      setIsDue(false);
    };
  }, [condition]);
  return condition && isDue;
}

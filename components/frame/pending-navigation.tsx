"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, use, useEffect, useState, useTransition } from "react";
import { NavigationContext } from "#components/frame/navigation/page-link";
import { skeletonOf } from "#components/frame/page/skeletons";

/** Most pages answer sooner; a skeleton before that would only flicker. */
const SKELETON_DELAY_MS = 150;

/**
 * Knows which page the reader is on the way to. The skeleton of that page is shown from here, and not by Next's
 * `loading.tsx`, which would also stream every first load in pieces: without a status of its own, and with each
 * form twice in the document until the pieces stand in their places (docs/decisions/0007).
 */
export function PendingNavigationProvider({ children }: { children: ReactNode }) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const [href, setHref] = useState("");
  // Next scrolls to what the address names, but leaves the focus at the link: whoever hears the page would hear nothing.
  useEffect(() => {
    const [, id] = href.split("#");
    if (!isPending && id) document.getElementById(id)?.focus({ preventScroll: true });
  }, [isPending, href]);
  const go = (next: string) => {
    setHref(next);
    startTransition(() => router.push(next));
  };
  return <NavigationContext value={{ target: isPending ? href : null, go }}>{children}</NavigationContext>;
}

/** The main column: the page, or the skeleton of the next one once it keeps the reader waiting. */
export function MainColumn({ children }: { children: ReactNode }) {
  const target = use(NavigationContext)?.target ?? null;
  const isWaiting = useDelayed(target !== null);
  const Skeleton = skeletonOf(target ?? "");
  return (
    <main id="main" tabIndex={-1} aria-busy={target !== null} className="min-w-0 outline-none">
      {isWaiting && <Skeleton />}
      <div hidden={isWaiting}>{children}</div>
    </main>
  );
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

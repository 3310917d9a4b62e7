"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, use, useEffect, useState, useTransition } from "react";
import { NavigationContext } from "#components/frame/navigation/page-link";
import { skeletonOf } from "#components/frame/page/skeletons";
import { leaveTo } from "#components/ui/unsaved-forms";

/** Most pages arrive earlier than this. A skeleton before this time would only flicker. */
const SKELETON_DELAY_MS = 150;

/**
 * Knows which page is loading. `MainColumn` shows the skeleton of that page. Next.js could do this with `loading.tsx`,
 * but would then stream every first load in parts: the load would have no status code of its own, and each form would
 * be in the document twice until the parts are in place (docs/decisions/0007).
 */
export function PendingNavigationProvider({ children }: { children: ReactNode }) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const [href, setHref] = useState("");
  // Next.js scrolls to the element that the address names, but leaves the focus on the link. Screen readers follow it.
  useEffect(() => {
    const [, id] = href.split("#");
    if (!isPending && id) document.getElementById(id)?.focus({ preventScroll: true });
  }, [isPending, href]);
  const go = (next: string) => {
    leaveTo(next, () => {
      setHref(next);
      startTransition(() => router.push(next));
    });
  };
  return <NavigationContext value={{ target: isPending ? href : null, go }}>{children}</NavigationContext>;
}

/** The main column: the page, or the skeleton of the next page when that page takes long to load. */
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

/** True after `condition` has been true for the delay; false as soon as it is false. */
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

"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

const EVERY_MS = 3_000;

/** Loads the data of the page again every few seconds while `condition` is true. */
export function RefreshWhile({ condition }: { condition: boolean }) {
  const router = useRouter();
  useEffect(() => {
    if (!condition) return;
    const timer = setInterval(() => router.refresh(), EVERY_MS);
    return () => clearInterval(timer);
  }, [condition, router]);
  return null;
}

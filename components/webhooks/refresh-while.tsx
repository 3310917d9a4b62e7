"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

const EVERY_MS = 3_000;

/** Reads the page anew every few seconds while something on it is about to change by itself. */
export function RefreshWhile({ condition }: { condition: boolean }) {
  const router = useRouter();
  useEffect(() => {
    if (!condition) return;
    const timer = setInterval(() => router.refresh(), EVERY_MS);
    return () => clearInterval(timer);
  }, [condition, router]);
  return null;
}

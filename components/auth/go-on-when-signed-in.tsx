"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/**
 * Asks for the page again when its tab comes to the front. Somebody may have signed in, or accepted an invitation, in
 * another tab meanwhile; the server then leads to where they wanted to go.
 */
export function GoOnWhenSignedIn() {
  const router = useRouter();
  useEffect(() => {
    const ask = () => document.visibilityState === "visible" && router.refresh();
    document.addEventListener("visibilitychange", ask);
    return () => document.removeEventListener("visibilitychange", ask);
  }, [router]);
  return null;
}

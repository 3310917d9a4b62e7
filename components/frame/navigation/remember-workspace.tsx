"use client";

import { useEffect } from "react";

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Sets a cookie with the workspace that was open last. The next visit to "/" opens that workspace. */
export function RememberWorkspace({ slug }: { slug: string }) {
  useEffect(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain http
    document.cookie = `latchkey-workspace=${slug}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  }, [slug]);
  return null;
}

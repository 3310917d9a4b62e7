"use client";

import { ThemeProvider } from "next-themes";
import { type ReactNode, useEffect, useState } from "react";

/**
 * The light or dark theme, chosen before the first paint.
 * @param nonce of the page as it was loaded: the browser goes on asking for that one, whatever is rendered later
 */
export function Theme({ nonce, children }: { nonce: string; children: ReactNode }) {
  const [ownNonce] = useState(nonce);
  useEffect(() => {
    // Where Radix looks for it, whose dialogs add a style that keeps the page behind them from scrolling.
    Object.assign(globalThis, { __webpack_nonce__: ownNonce });
  }, [ownNonce]);
  return (
    <ThemeProvider attribute="class" disableTransitionOnChange nonce={ownNonce}>
      {children}
    </ThemeProvider>
  );
}

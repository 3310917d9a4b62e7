"use client";

import { ThemeProvider } from "next-themes";
import { type ReactNode, useEffect, useState } from "react";

/**
 * Sets the light or dark theme before the first paint.
 * @param props.nonce the nonce of the page. The browser keeps demanding the nonce of the first load, so later ones are
 * ignored.
 */
export function Theme({ nonce, children }: { nonce: string; children: ReactNode }) {
  const [ownNonce] = useState(nonce);
  useEffect(() => {
    // Radix reads the nonce here. Its dialogs add a style that stops the page behind them from scrolling.
    Object.assign(globalThis, { __webpack_nonce__: ownNonce });
  }, [ownNonce]);
  return (
    <ThemeProvider attribute="class" disableTransitionOnChange nonce={ownNonce}>
      {children}
    </ThemeProvider>
  );
}

"use client";

import { usePathname, useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";

/**
 * What a list shows, kept in the address, so that it can be shared and Back works. What is chosen stands on the screen
 * at once, and in the address after `delayMs`; `pending` until the page for it is there.
 * @param shown what the page was made for
 * @param addressOf the address of such a page, at its first page
 */
export function useAddressView<View extends object>(shown: View, addressOf: (path: string, view: View) => string) {
  const router = useRouter();
  const pathname = usePathname();
  const [pending, startTransition] = useTransition();
  const [chosen, setChosen] = useState(shown);
  const [sent, setSent] = useState(shown);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  // The address was changed by something else, such as a link.
  if (!pending && addressOf("", shown) !== addressOf("", sent)) {
    setSent(shown);
    setChosen(shown);
  }

  function choose(change: Partial<View>, delayMs = 0) {
    const next = { ...chosen, ...change };
    setChosen(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      startTransition(() => {
        setSent(next);
        router.replace(addressOf(pathname, next), { scroll: false });
      });
    }, delayMs);
  }

  return { chosen, pending, choose };
}

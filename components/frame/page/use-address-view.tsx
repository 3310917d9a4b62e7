"use client";

import { usePathname, useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";

/**
 * Keeps the view of a list (its search and filters) in the address, so that it can be shared and Back works. A choice
 * appears in the form at once and in the address after `delayMs`. `pending` is true until the new page is there.
 * @param shown the view of the page that the server sent
 * @param addressOf makes the address of the first page with a view
 */
export function useAddressView<View extends object>(shown: View, addressOf: (path: string, view: View) => string) {
  const router = useRouter();
  const pathname = usePathname();
  const [pending, startTransition] = useTransition();
  const [chosen, setChosen] = useState(shown);
  const [sent, setSent] = useState(shown);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  // Something else has changed the address, for example a link.
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

"use client";

import { useState } from "react";
import { cn } from "#components/ui/cn";

/** The number of characters that fit into about two lines on a wide screen. */
const SHORT = 200;

/** Shows two lines of a description, and the rest on demand. */
export function Description({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  const isLong = text.length > SHORT || text.trim().split("\n").length > 2;
  return (
    <div className="text-muted-foreground text-sm">
      <p className={cn("whitespace-pre-line break-words", isLong && !open && "line-clamp-2")}>{text.trim()}</p>
      {isLong && (
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="rounded-sm text-foreground underline decoration-border underline-offset-4 hover:decoration-current"
        >
          {open ? "Show less" : "Show more"}
        </button>
      )}
    </div>
  );
}

import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

// tailwind-merge must know the project's own names, or it takes `shadow-raised` for a colour.
const merge = extendTailwindMerge({
  extend: {
    theme: {
      shadow: ["raised", "floating"],
      container: ["form", "dialog", "dialog-wide", "content", "table"],
      spacing: ["sidebar", "header"],
    },
  },
});

/** Joins class names; of two that set the same property the later one wins. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}

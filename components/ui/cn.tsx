import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

// tailwind-merge must know the names of this project. Otherwise it takes `shadow-raised` for a colour.
const merge = extendTailwindMerge({
  extend: {
    theme: {
      shadow: ["raised", "floating"],
      container: ["form", "dialog", "dialog-wide", "content", "table"],
      spacing: ["sidebar", "header"],
    },
  },
});

/** Joins class names. When two classes set the same property, the later one wins. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}

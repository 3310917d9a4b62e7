import { Children, type ReactNode } from "react";

/** Facts in a row with a dot between; they wrap where there is no room, and the dot at the start of a line is cut off. */
export function Dotted({ children }: { children: ReactNode }) {
  return (
    <div className="min-w-0 overflow-hidden">
      <ul className="-ml-4 flex flex-wrap gap-y-0.5">
        {Children.toArray(children).map((fact, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: facts keep their place
            key={index}
            className="relative min-w-0 pl-4 before:absolute before:left-1.5 before:text-muted-foreground before:content-['·'_/_'']"
          >
            {fact}
          </li>
        ))}
      </ul>
    </div>
  );
}

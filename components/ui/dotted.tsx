import { Children, type ReactNode } from "react";

/** Shows facts in a row with a dot between them. They wrap where there is no room; no line starts with a dot. */
export function Dotted({ children }: { children: ReactNode }) {
  return (
    <div className="min-w-0 overflow-hidden">
      <ul className="-ml-4 flex flex-wrap gap-y-0.5">
        {Children.toArray(children).map((fact, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: the facts keep their order
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

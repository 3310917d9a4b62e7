import { Children, type ReactNode } from "react";

/** Facts in a row with a dot between; they wrap where there is no room. */
export function Dotted({ children }: { children: ReactNode }) {
  return (
    <ul className="flex min-w-0 flex-wrap gap-x-2 gap-y-0.5">
      {Children.toArray(children).map((fact, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: facts keep their place
        <li key={index} className="flex min-w-0 gap-2 before:text-input first:before:hidden before:content-['·']">
          {fact}
        </li>
      ))}
    </ul>
  );
}

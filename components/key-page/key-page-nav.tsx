import { KEY_SECTIONS, type KeySectionId } from "#components/key-page/key-section";

/** Links to the sections of a key page. They are ordinary links, so they work without JavaScript. */
export function KeyPageNav({ sections }: { sections: KeySectionId[] }) {
  return (
    <nav aria-label="On this page" className="min-w-0">
      <ul className="flex flex-wrap gap-x-5 gap-y-1 border-b pb-2 text-sm">
        {sections.map((id) => (
          <li key={id}>
            <a
              href={`#${id}`}
              className="text-muted-foreground underline-offset-4 hover:text-foreground hover:underline"
            >
              {KEY_SECTIONS[id]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

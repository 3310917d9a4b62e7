import type { ReactElement, ReactNode } from "react";
import { expect, test } from "vitest";
import { AuthFrame } from "#components/frame/auth-frame";
import { DraftsOf } from "#components/frame/drafts-of";

const partsFor = (person: string | null) =>
  (AuthFrame({ title: "New workspace", person, children: null }) as ReactElement<{ children: ReactNode }>).props
    .children;

test("a page without a sidebar keeps the drafts of one person from the next too", () => {
  expect(partsFor("ada@example.com")).toContainEqual(<DraftsOf person="ada@example.com" />);
  // A draft of somebody whose session has ended waits there for the next sign-in.
  expect(partsFor(null)).not.toContainEqual(expect.objectContaining({ type: DraftsOf }));
});

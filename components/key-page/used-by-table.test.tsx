import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { ClientsTable } from "#components/key-page/used-by-table";
import { ClockProvider } from "#components/time/clock-provider";
import type { KeyClient } from "#lib/usage/dto";

const AT = new Date("2026-03-01T00:00:00Z");
const CLAUDE = { client: "claude-code", version: "2.1.3", title: "Claude Code", calls: 2, lastSeenAt: AT };
const UNNAMED = { client: null, version: null, title: null, calls: 1, lastSeenAt: AT };

const markupOf = (clients: KeyClient[]) =>
  renderToStaticMarkup(
    <ClockProvider serverNow={AT}>
      <ClientsTable clients={clients} />
    </ClockProvider>,
  );

test("a client has its title, its version, its mark and, for who points at it, the name that programs read", () => {
  const markup = markupOf([CLAUDE, UNNAMED]);
  expect(markup).toContain('title="claude-code 2.1.3"');
  expect(markup.replaceAll(/<[^>]*>/g, " ")).toMatch(/CC\s+Claude Code 2\.1\.3\s/);
  expect(markup).toContain("No name given");
});

test("a client without a title has the name that it gave to programs", () => {
  expect(markupOf([{ ...CLAUDE, title: null }])).toContain(" claude-code 2.1.3");
});

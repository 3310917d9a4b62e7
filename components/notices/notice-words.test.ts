import { expect, test } from "vitest";
import { bellLabel, noticeWords } from "#components/notices/notice-words";
import { addDays } from "#lib/clock";
import type { KeyNotice, NoticeView, UpstreamNotice } from "#lib/notices/dto";

const now = new Date("2026-11-21T12:00:00.000Z");

function notice(kind: KeyNotice["kind"], name: string | null, expiresInDays: number): NoticeView {
  const key = { id: "key_1", name, mask: "mcp_2abc1…ef789", expiresAt: addDays(now, expiresInDays) };
  return { id: "ntc_1", kind, at: now, isRead: false, key, serviceWorkspaceName: null, workspaceSlug: "acme" };
}

test.each([
  [notice("key.expires_in_7_days", "Claude", 7), "Claude expires in 7 days"],
  [notice("key.expires_in_7_days", "Claude", 3), "Claude expires in 3 days"],
  [notice("key.expires_in_1_day", null, 1), "mcp_2abc1… expires in 1 day"],
  [notice("key.expires_in_1_day", "Claude", -2), "Claude expired 2 days ago"],
  [notice("key.leaked", "Claude", 30), "Claude was found in public and revoked"],
])("noticeWords describes the present state of the key in notice %#", (shown, title) => {
  expect(noticeWords(shown, now).title).toBe(title);
});

test.each([
  ["failing", "No message could be delivered for 3 days."],
  ["gone", "Its receiver answered that it accepts no more messages (HTTP 410)."],
] as const)("noticeWords gives the reason why a webhook was disabled (%s)", (reason, sentence) => {
  const words = noticeWords(
    {
      id: "ntc_1",
      kind: "webhook.disabled",
      at: now,
      isRead: false,
      webhook: { id: "whk_1", host: "hooks.example.com", reason },
      workspace: { name: "Acme", slug: "acme" },
    },
    now,
  );
  expect(words.title).toBe("The webhook hooks.example.com was disabled");
  expect(words.advice).toContain(sentence);
});

const REFUSED = "“GitHub” cannot be reached: notes.example.com refused the connection.";

test.each<[UpstreamNotice["kind"], string | null, boolean, string, string]>([
  ["upstream.failing", REFUSED, false, "GitHub does not work", "It cannot be reached:"],
  ["upstream.failing", REFUSED, true, "GitHub did not work, and answers again", "when it has worked for 5 minutes"],
  ["upstream.failing", null, false, "GitHub did not work, and answers again", "when it has worked for 5 minutes"],
  ["upstream.recovered", null, false, "GitHub works again", "without a failure"],
  ["upstream.recovered", REFUSED, false, "GitHub worked again", "It has failed since. It cannot be reached:"],
])("noticeWords describes the present state of a server (%s, %s, %s)", (kind, failure, answersAgain, title, advice) => {
  const upstream = { id: "ups_1", name: "GitHub", failure, answersAgain };
  const workspace = { name: "Acme", slug: "acme" };
  const words = noticeWords({ id: "ntc_1", kind, at: now, isRead: false, upstream, workspace }, now);
  expect(words.title).toBe(title);
  expect(words.advice).toContain(advice);
});

test("bellLabel includes the number of unread notices if there are any", () => {
  expect(bellLabel(0)).toBe("Notices");
  expect(bellLabel(2)).toBe("Notices, 2 unread");
});

import { expect, test } from "vitest";
import { bellLabel, noticeWords } from "#components/notices/notice-words";
import { addDays } from "#lib/clock";
import type { KeyNotice, NoticeView } from "#lib/notices/dto";

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
])("%#: a notice says how it is now", (told, title) => {
  expect(noticeWords(told, now).title).toBe(title);
});

test.each([
  ["failing", "Nothing could be delivered to it for 3 days."],
  ["gone", "Its address wants no more messages (HTTP 410)."],
] as const)("a webhook that is disabled as %s is told of with the reason", (reason, sentence) => {
  const told = noticeWords(
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
  expect(told.title).toBe("The webhook hooks.example.com was disabled");
  expect(told.advice).toContain(sentence);
});

test("the bell tells how many are unread, where there are any", () => {
  expect(bellLabel(0)).toBe("Notices");
  expect(bellLabel(2)).toBe("Notices, 2 unread");
});

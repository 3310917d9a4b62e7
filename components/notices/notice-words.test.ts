import { expect, test } from "vitest";
import { bellLabel, noticeWords } from "#components/notices/notice-words";
import { addDays } from "#lib/clock";
import type { NoticeView } from "#lib/notices/dto";

const now = new Date("2026-11-21T12:00:00.000Z");

function notice(kind: NoticeView["kind"], name: string | null, expiresInDays: number): NoticeView {
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

test("the bell tells how many are unread, where there are any", () => {
  expect(bellLabel(0)).toBe("Notices");
  expect(bellLabel(2)).toBe("Notices, 2 unread");
});

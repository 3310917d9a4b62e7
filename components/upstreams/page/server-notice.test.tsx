import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { ClockProvider } from "#components/time/clock-provider";
import { ServerNotice } from "#components/upstreams/page/server-notice";
import type { FailureCode, UpstreamDetail } from "#lib/upstreams/dto";

const AT = new Date("2026-11-30T12:00:00Z");

/** The notice about a server that worked before and then failed so. */
function noticeOf(code: FailureCode, changes: Partial<UpstreamDetail> = {}): string {
  const failure = { code, message: "“Notes” failed.", at: AT, said: null };
  const server = {
    status: "stale",
    failure,
    callFailure: null,
    failedCalls: 0,
    catalogueAt: AT,
    checkAt: null,
    ...changes,
  };
  return renderToStaticMarkup(
    <ClockProvider serverNow={AT}>
      <ServerNotice server={server as unknown as UpstreamDetail} />
    </ClockProvider>,
  );
}

test.each<[FailureCode, fails: boolean]>([
  ["REFUSED", true],
  ["UNAUTHORIZED", true],
  ["NOT_MCP", true],
  ["CATALOGUE_TOO_LARGE", false],
  ["RPC_ERROR", false],
  ["RATE_LIMITED", false],
])("says after %s that calls fail: %s", (code, fails) => {
  const notice = noticeOf(code);
  expect(notice).toContain("Keys still see what it offered");
  expect(notice.includes("but calls to it fail")).toBe(fails);
});

test("says that lost header values are entered again, and nothing of other failures", () => {
  const notice = noticeOf("UNAUTHORIZED", { hasLostHeaders: true });
  expect(notice).toMatch(/Its header values cannot be decrypted.*Edit the server and enter the values again/s);
  expect(notice).not.toContain("failed.");
});

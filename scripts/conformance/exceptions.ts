import type { Revision } from "#scripts/conformance/suite";

const NEEDS_SERVER_REQUESTS =
  "The server sends the client a request of its own in the middle of a call. In the 2025 revisions that takes a session that both hold, and the gateway serves clients without sessions.";

/** Scenarios that may pass directly and not through the gateway, each with its reason; docs/conformance.md lists them. */
export const EXCEPTIONS: Record<Revision, Record<string, string>> = {
  "2026-07-28": {},
  "2025-11-25": {
    "tools-call-sampling": NEEDS_SERVER_REQUESTS,
    "tools-call-elicitation": NEEDS_SERVER_REQUESTS,
    "elicitation-sep1034-defaults": NEEDS_SERVER_REQUESTS,
    "elicitation-sep1330-enums": NEEDS_SERVER_REQUESTS,
  },
};

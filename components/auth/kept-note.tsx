"use client";

import { useEffect, useState } from "react";
import { hasDraftOfSession } from "#components/ui/drafts";
import { Notice } from "#components/ui/notice";

/** Says on the sign-in page that what was typed before the session ended is still there. */
export function KeptNote() {
  const [isKept, setIsKept] = useState(false);
  useEffect(() => setIsKept(hasDraftOfSession()), []);
  return (
    <div role="status" className="empty:hidden">
      {isKept && <Notice>Your session has ended. What you typed is kept in this tab: sign in to go on with it.</Notice>}
    </div>
  );
}

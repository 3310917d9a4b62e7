"use client";

import { useRouter } from "next/navigation";
import { startTransition } from "react";
import { Page } from "#components/frame/page/page-header";
import { Button } from "#components/ui/button";
import { ErrorState } from "#components/ui/error-state";
import { OUTDATED_WORDS, outdatedReason } from "#components/ui/outdated";
import { AWAY_ADVICE, awaySentenceOf } from "#lib/db/away-words";

/** The digest identifies the error in the log of the server. */
export type PageErrorProps = { error: Error & { digest?: string }; retry: () => void };

/**
 * Asks the server for the page again. `reset` alone would only render the same failed data again.
 * @param reset the function that Next.js gives to an error page
 * @returns a function that tries again
 */
export function useRetry(reset: () => void): () => void {
  const router = useRouter();
  return () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
}

/** Says that the page could not be shown, and offers to try again. */
export function PageError({ error, retry }: PageErrorProps) {
  const outdated = outdatedReason(error);
  const away = awaySentenceOf(error.digest);
  return (
    <ErrorState
      title={<h1>{outdated ? "Load this page anew" : "This page could not be shown"}</h1>}
      action={
        <Button variant="primary" onClick={outdated ? () => window.location.reload() : retry}>
          {outdated ? "Reload" : "Try again"}
        </Button>
      }
    >
      <p>{away ? `${away} ${AWAY_ADVICE} ${LOOK}` : outdated ? OUTDATED_WORDS[outdated] : `${FAILED} ${LOOK}`}</p>
      {error.digest && !away && (
        <p className="mt-1 text-sm">
          <span>Reference for the log: </span>
          <code className="font-mono">{error.digest}</code>
        </p>
      )}
    </ErrorState>
  );
}

/** The page may have failed before a change, or after it was saved. Nobody knows here. */
const FAILED = "Something failed on the way to it.";
const LOOK = "If you have just changed something, look whether it was saved before you do it again.";

/** The same inside the frame, for the `error.tsx` of pages with a sidebar. */
export function FramedPageError({ error, reset }: { error: PageErrorProps["error"]; reset: () => void }) {
  return (
    <Page>
      <div className="md:pt-10">
        <PageError error={error} retry={useRetry(reset)} />
      </div>
    </Page>
  );
}

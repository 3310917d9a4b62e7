"use server";

import { action } from "#app/action";
import { requireCaller } from "#app/caller";
import { APP_PAGES } from "#app/stale-pages";
import { connectApp, refuseApp } from "#lib/oauth/consent/connect-app";
import { readConnectAppForm } from "#lib/oauth/consent/form";
import { connectAppSchema, refuseAppSchema } from "#lib/oauth/consent/schema";

export const connectAppAction = action({
  caller: requireCaller,
  right: "keys:create",
  read: readConnectAppForm,
  schema: connectAppSchema,
  operation: connectApp,
  revalidate: APP_PAGES,
  // The form takes the browser there. The policy of pages (`form-action`) stops a redirect to another site.
  answer: ({ answerTo }) => ({ answerTo }),
});

export const refuseAppAction = action({
  caller: requireCaller,
  right: "own",
  schema: refuseAppSchema,
  operation: refuseApp,
  answer: ({ answerTo }) => ({ answerTo }),
});

"use server";

import { action } from "#app/action";
import { requireCaller } from "#app/caller";
import { EVERY_PAGE } from "#app/stale-pages";
import { markNoticesRead } from "#lib/notices/operations";
import { markNoticesReadSchema } from "#lib/notices/schema";

export const markNoticesReadAction = action({
  caller: requireCaller,
  right: "own",
  read: (form) => ({ noticeIds: form.getAll("noticeId") }),
  schema: markNoticesReadSchema,
  operation: markNoticesRead,
  revalidate: EVERY_PAGE,
});

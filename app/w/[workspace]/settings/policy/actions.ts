"use server";

import { action } from "#app/action";
import { requireCaller } from "#app/caller";
import { EVERY_PAGE } from "#app/stale-pages";
import { previewPolicy } from "#lib/keys/policy/effect";
import { readPolicyForm } from "#lib/policy/form-data";
import { changePolicy } from "#lib/policy/operations";
import { changePolicySchema, previewPolicySchema } from "#lib/policy/schema";

export const changePolicyAction = action({
  caller: requireCaller,
  right: "policy:manage",
  bound: ["workspace"],
  read: readPolicyForm,
  schema: changePolicySchema,
  operation: changePolicy,
  revalidate: EVERY_PAGE,
});

export const previewPolicyAction = action({
  caller: requireCaller,
  right: "policy:manage",
  bound: ["workspace"],
  read: readPolicyForm,
  schema: previewPolicySchema,
  operation: previewPolicy,
  answer: (effect) => effect,
});

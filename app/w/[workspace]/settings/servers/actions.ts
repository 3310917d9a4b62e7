"use server";

import { redirect } from "next/navigation";
import { action } from "#app/action";
import { requireCaller } from "#app/caller";
import { WORKSPACE_PAGES } from "#app/stale-pages";
import { createUpstream } from "#lib/upstreams/settings/create-upstream";
import { setUpstreamDisabled } from "#lib/upstreams/settings/disable-upstream";
import { readUpstreamForm } from "#lib/upstreams/settings/form";
import { refreshUpstream } from "#lib/upstreams/settings/refresh-upstream";
import { removeUpstream } from "#lib/upstreams/settings/remove-upstream";
import {
  createUpstreamSchema,
  setServerRulesSchema,
  setToolRuleSchema,
  setUpstreamDisabledSchema,
  updateUpstreamSchema,
  upstreamSchema,
} from "#lib/upstreams/settings/schema";
import { setServerRules } from "#lib/upstreams/settings/set-server-rules";
import { setToolRule } from "#lib/upstreams/settings/set-tool-rule";
import { updateUpstream } from "#lib/upstreams/settings/update-upstream";

// The pages bind `workspace` to its slug.

export const createServerAction = action({
  caller: requireCaller,
  right: "upstreams:manage",
  bound: ["workspace"],
  read: readUpstreamForm,
  schema: createUpstreamSchema,
  operation: createUpstream,
  revalidate: WORKSPACE_PAGES,
  answer: ({ id }, { workspace }) => redirect(`/w/${encodeURIComponent(workspace)}/settings/servers/${id}`),
});

export const updateServerAction = action({
  caller: requireCaller,
  right: "upstreams:manage",
  bound: ["workspace", "upstreamId"],
  read: readUpstreamForm,
  schema: updateUpstreamSchema,
  operation: updateUpstream,
  revalidate: WORKSPACE_PAGES,
});

export const refreshServerAction = action({
  caller: requireCaller,
  right: "upstreams:manage",
  bound: ["workspace", "upstreamId"],
  schema: upstreamSchema,
  operation: refreshUpstream,
  revalidate: WORKSPACE_PAGES,
});

export const disableServerAction = action({
  caller: requireCaller,
  right: "upstreams:manage",
  bound: ["workspace", "upstreamId"],
  read: () => ({ disabled: true }),
  schema: setUpstreamDisabledSchema,
  operation: setUpstreamDisabled,
  revalidate: WORKSPACE_PAGES,
});

export const enableServerAction = action({
  caller: requireCaller,
  right: "upstreams:manage",
  bound: ["workspace", "upstreamId"],
  read: () => ({ disabled: false }),
  schema: setUpstreamDisabledSchema,
  operation: setUpstreamDisabled,
  revalidate: WORKSPACE_PAGES,
});

export const removeServerAction = action({
  caller: requireCaller,
  right: "upstreams:manage",
  bound: ["workspace", "upstreamId"],
  schema: upstreamSchema,
  operation: removeUpstream,
  revalidate: WORKSPACE_PAGES,
  answer: (_, { workspace }) => redirect(`/w/${encodeURIComponent(workspace)}/settings/servers`),
});

export const setToolRuleAction = action({
  caller: requireCaller,
  right: "upstreams:manage",
  bound: ["workspace", "upstreamId"],
  read: readToolRuleForm,
  schema: setToolRuleSchema,
  operation: setToolRule,
  revalidate: WORKSPACE_PAGES,
});

export const setServerRulesAction = action({
  caller: requireCaller,
  right: "upstreams:manage",
  bound: ["workspace", "upstreamId"],
  schema: setServerRulesSchema,
  operation: setServerRules,
  revalidate: WORKSPACE_PAGES,
});

/** An empty `access` removes the rule, so the hint of the server applies. */
function readToolRuleForm(form: FormData): object {
  return { toolName: form.get("toolName"), access: form.get("access") || null };
}

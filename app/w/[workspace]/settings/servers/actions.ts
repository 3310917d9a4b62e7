"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { requireCaller } from "#app/caller";
import { type FormState, formError, parseInput } from "#lib/form";
import { createUpstream } from "#lib/upstreams/settings/create-upstream";
import { setUpstreamDisabled } from "#lib/upstreams/settings/disable-upstream";
import { readUpstreamForm } from "#lib/upstreams/settings/form";
import { refreshUpstream } from "#lib/upstreams/settings/refresh-upstream";
import { removeUpstream } from "#lib/upstreams/settings/remove-upstream";
import {
  createUpstreamSchema,
  setToolRuleSchema,
  setUpstreamDisabledSchema,
  updateUpstreamSchema,
  upstreamSchema,
} from "#lib/upstreams/settings/schema";
import { setToolRule } from "#lib/upstreams/settings/set-tool-rule";
import { updateUpstream } from "#lib/upstreams/settings/update-upstream";

// Every action is bound to the workspace's slug by the page, those below to the server as well.

export async function createServerAction(
  workspace: string,
  _previous: FormState,
  formData: FormData,
): Promise<FormState> {
  const caller = await requireCaller();
  let serverId: string;
  try {
    const input = parseInput(createUpstreamSchema, { workspace, ...readUpstreamForm(formData) });
    serverId = (await createUpstream(caller, input)).id;
  } catch (error) {
    return formError(error);
  }
  revalidate();
  redirect(`/w/${encodeURIComponent(workspace)}/settings/servers/${serverId}`);
}

export async function updateServerAction(
  workspace: string,
  upstreamId: string,
  _previous: FormState,
  formData: FormData,
): Promise<FormState> {
  const caller = await requireCaller();
  return settle(async () => {
    const input = { workspace, upstreamId, ...readUpstreamForm(formData) };
    await updateUpstream(caller, parseInput(updateUpstreamSchema, input));
  });
}

export async function refreshServerAction(workspace: string, upstreamId: string): Promise<FormState> {
  const caller = await requireCaller();
  return settle(async () => {
    await refreshUpstream(caller, parseInput(upstreamSchema, { workspace, upstreamId }));
  });
}

export async function disableServerAction(workspace: string, upstreamId: string): Promise<FormState> {
  return setDisabled(workspace, upstreamId, true);
}

export async function enableServerAction(workspace: string, upstreamId: string): Promise<FormState> {
  return setDisabled(workspace, upstreamId, false);
}

export async function removeServerAction(workspace: string, upstreamId: string): Promise<FormState> {
  const caller = await requireCaller();
  const state = await settle(() => removeUpstream(caller, parseInput(upstreamSchema, { workspace, upstreamId })));
  if (state.status === "error") return state;
  redirect(`/w/${encodeURIComponent(workspace)}/settings/servers`);
}

/** An empty `access` leaves the tool to its server's hint. */
export async function setToolRuleAction(
  workspace: string,
  upstreamId: string,
  _previous: FormState,
  formData: FormData,
): Promise<FormState> {
  const caller = await requireCaller();
  return settle(async () => {
    const input = { toolName: formData.get("toolName"), access: formData.get("access") || null };
    await setToolRule(caller, parseInput(setToolRuleSchema, { workspace, upstreamId, ...input }));
  });
}

async function setDisabled(workspace: string, upstreamId: string, disabled: boolean): Promise<FormState> {
  const caller = await requireCaller();
  return settle(async () => {
    await setUpstreamDisabled(caller, parseInput(setUpstreamDisabledSchema, { workspace, upstreamId, disabled }));
  });
}

async function settle(work: () => Promise<void>): Promise<FormState> {
  try {
    await work();
  } catch (error) {
    return formError(error);
  }
  revalidate();
  return { status: "done", data: null };
}

function revalidate(): void {
  revalidatePath("/w/[workspace]", "layout");
}

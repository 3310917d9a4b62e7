import { recordAudit } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { notFound } from "#lib/errors";
import { newId } from "#lib/ids";
import { refresh } from "#lib/upstreams/catalogue/refresh";
import type { UpstreamDetail } from "#lib/upstreams/dto";
import { sealHeaders } from "#lib/upstreams/headers";
import { auditState } from "#lib/upstreams/settings/audit-state";
import { chooseSlug, requireRoom, requireUpstream, takenSlugs } from "#lib/upstreams/settings/guards";
import { resolveHeaders } from "#lib/upstreams/settings/kept-headers";
import { getUpstream } from "#lib/upstreams/settings/queries";
import type {
  CreateUpstreamInput,
  SetToolRuleInput,
  SetUpstreamDisabledInput,
  UpdateUpstreamInput,
  UpstreamInput,
} from "#lib/upstreams/settings/schema";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/**
 * Saves an MCP server and then connects to it. It stays saved when it cannot be reached; the answer says what failed.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role; INVALID_INPUT for a slug that is taken; CONFLICT when
 *   the workspace has `UPSTREAMS_MAX` servers
 */
export async function createUpstream(caller: Caller, input: CreateUpstreamInput): Promise<UpstreamDetail> {
  const id = newId("ups");
  await db().$transaction(async (tx) => {
    const workspace = await authorizeWorkspace(caller, input.workspace, "upstreams:manage", tx);
    const taken = await takenSlugs(tx, workspace.id);
    requireRoom(taken.size);
    const slug = chooseSlug(input, taken);
    const headerNames = input.headers.map((header) => header.name);
    const made = await tx.upstream.create({
      data: {
        id,
        workspaceId: workspace.id,
        name: input.name,
        slug,
        url: input.url,
        environment: input.environment,
        encryptedHeaders: sealHeaders(input.headers, id),
        headerNames,
        createdAt: caller.now,
        updatedAt: caller.now,
      },
    });
    await recordAudit(tx, caller, {
      action: "upstream.created",
      workspaceId: workspace.id,
      target: { type: "upstream", id, name: made.name },
      after: auditState(made),
    });
  });
  await refresh(id, caller.now);
  return getUpstream(caller, input.workspace, id);
}

/**
 * Saves changes to an MCP server and then connects to it. Headers without a value keep the stored one, as long as the
 * server stays at the same origin. A new URL drops the old catalogue; the tool rules stay.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role; INVALID_INPUT for a slug that is taken or a header
 *   that needs a value
 */
export async function updateUpstream(caller: Caller, input: UpdateUpstreamInput): Promise<UpstreamDetail> {
  const isDisabled = await db().$transaction(async (tx) => {
    const workspace = await authorizeWorkspace(caller, input.workspace, "upstreams:manage", tx);
    const taken = await takenSlugs(tx, workspace.id);
    const before = await tx.upstream.findFirst({ where: { id: input.upstreamId, workspaceId: workspace.id } });
    if (!before) throw notFound("MCP server");
    taken.delete(before.slug);
    const headers = resolveHeaders(input, before);
    const isMoved = input.url !== before.url;
    const changed = {
      name: input.name,
      slug: input.slug === undefined ? before.slug : chooseSlug(input, taken),
      url: input.url,
      environment: input.environment ?? before.environment,
      unprefixed: input.unprefixed,
      callTimeoutSeconds: input.callTimeoutSeconds === undefined ? before.callTimeoutSeconds : input.callTimeoutSeconds,
      headerNames: headers.map((header) => header.name),
    };
    const after = await tx.upstream.update({
      where: { id: before.id },
      data: {
        ...changed,
        encryptedHeaders: sealHeaders(headers, before.id),
        ...(isMoved && { catalogueAt: null, failureCode: null, failureMessage: null, failedAt: null }),
        revision: { increment: 1 },
        updatedAt: caller.now,
      },
    });
    if (isMoved) await tx.catalogue.deleteMany({ where: { upstreamId: before.id } });
    const replacedHeaders = input.headers.filter((header) => header.value !== null).map((header) => header.name);
    await recordAudit(tx, caller, {
      action: "upstream.updated",
      workspaceId: workspace.id,
      target: { type: "upstream", id: before.id, name: before.name },
      // What stands in the query may be secret: that it changed is all that is told.
      details: { replacedHeaders, replacedQuery: new URL(after.url).search !== new URL(before.url).search },
      before: auditState(before),
      after: auditState(after),
    });
    return before.disabledAt !== null;
  });
  if (!isDisabled) await refresh(input.upstreamId, caller.now);
  return getUpstream(caller, input.workspace, input.upstreamId);
}

/**
 * Switches a server off, so that no key reaches it from the next request on, or on again, which also connects to it.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role
 */
export async function setUpstreamDisabled(caller: Caller, input: SetUpstreamDisabledInput): Promise<UpstreamDetail> {
  const { upstreamId, disabled } = input;
  await db().$transaction(async (tx) => {
    const { workspaceId, name } = await requireUpstream(tx, caller, input);
    const { count } = await tx.upstream.updateMany({
      where: { id: upstreamId, disabledAt: disabled ? null : { not: null } },
      data: { disabledAt: disabled ? caller.now : null, revision: { increment: 1 }, updatedAt: caller.now },
    });
    if (count === 0) return;
    await recordAudit(tx, caller, {
      action: disabled ? "upstream.disabled" : "upstream.enabled",
      workspaceId,
      target: { type: "upstream", id: upstreamId, name },
      before: { disabled: !disabled },
      after: { disabled },
    });
  });
  if (!disabled) await refresh(upstreamId, caller.now);
  return getUpstream(caller, input.workspace, upstreamId);
}

/**
 * Connects to a server anew and reads what it offers.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role
 */
export async function refreshUpstream(caller: Caller, input: UpstreamInput): Promise<UpstreamDetail> {
  const { upstreamId } = input;
  const { workspaceId, name } = await requireUpstream(db(), caller, input);
  await refresh(upstreamId, caller.now, (tx, { failure, toolCount }) =>
    recordAudit(tx, caller, {
      action: "upstream.refreshed",
      workspaceId,
      target: { type: "upstream", id: upstreamId, name },
      details: failure ? { failure: failure.code } : { toolCount },
    }),
  );
  return getUpstream(caller, input.workspace, upstreamId);
}

/**
 * Removes a server with its catalogue and tool rules for good.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role
 */
export async function removeUpstream(caller: Caller, input: UpstreamInput): Promise<void> {
  await db().$transaction(async (tx) => {
    const { workspaceId } = await requireUpstream(tx, caller, input);
    const removed = await tx.upstream.delete({ where: { id: input.upstreamId } });
    await recordAudit(tx, caller, {
      action: "upstream.removed",
      workspaceId,
      target: { type: "upstream", id: removed.id, name: removed.name },
      before: auditState(removed),
    });
  });
}

/**
 * Says how a tool counts, whatever its server says, or with null leaves it to the server again. The tool need not be
 * in the catalogue: a rule outlives its disappearance.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role
 */
export async function setToolRule(caller: Caller, input: SetToolRuleInput): Promise<UpstreamDetail> {
  const { upstreamId, toolName, access } = input;
  await db().$transaction(async (tx) => {
    const { workspaceId, name } = await requireUpstream(tx, caller, input);
    const key = { upstreamId_toolName: { upstreamId, toolName } };
    const before = await tx.toolRule.findUnique({ where: key, select: { access: true } });
    if (access === null) await tx.toolRule.deleteMany({ where: { upstreamId, toolName } });
    else {
      await tx.toolRule.upsert({
        where: key,
        create: { upstreamId, toolName, access },
        update: { access },
      });
    }
    await tx.upstream.update({ where: { id: upstreamId }, data: { revision: { increment: 1 } } });
    await recordAudit(tx, caller, {
      action: "upstream.tool_rule_changed",
      workspaceId,
      target: { type: "upstream", id: upstreamId, name },
      details: { toolName },
      before: { access: before?.access ?? null },
      after: { access },
    });
  });
  return getUpstream(caller, input.workspace, upstreamId);
}

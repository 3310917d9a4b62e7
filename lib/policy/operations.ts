import { recordAudit } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { db, type Transaction } from "#lib/db/client";
import { AppError } from "#lib/errors";
import { OPEN_POLICY, type Policy, type PolicySettings } from "#lib/policy/dto";
import { readPolicy, versionOf } from "#lib/policy/queries";
import type { ChangePolicyInput } from "#lib/policy/schema";
import { authorizeWrite } from "#lib/workspaces/authorize";

/**
 * Changes the policy of a workspace. It holds from a key's next request on, and within a second for open streams. When
 * two admins change it at the same time, the second one gets an error: they must not undo a change that they did not
 * see.
 * @throws AppError NOT_FOUND for a workspace of which the caller is not a member; FORBIDDEN for members who are not
 *   admins; CONFLICT when the current policy is not the version `seen`
 */
export async function changePolicy(caller: Caller, { workspace, seen, ...wanted }: ChangePolicyInput): Promise<void> {
  await db().$transaction(async (tx) => {
    const { id } = await authorizeWrite(tx, caller, workspace, "policy:manage");
    await tx.$queryRaw`SELECT id FROM "Workspace" WHERE id = ${id} FOR NO KEY UPDATE`;
    const current = await readPolicy(tx, id);
    if (versionOf(current) !== seen) throw changedMeanwhile();
    const changed = FIELDS.filter((field) => JSON.stringify(current[field]) !== JSON.stringify(wanted[field]));
    if (changed.length === 0) return;

    const { confirmDestructive, ...policy } = wanted;
    await writePolicy(tx, caller, id, policy);
    if (confirmDestructive !== current.confirmDestructive) {
      await tx.workspace.update({ where: { id }, data: { confirmDestructive, updatedAt: caller.now } });
    }
    await recordAudit(tx, caller, {
      action: "policy.changed",
      workspaceId: id,
      target: { type: "policy", id },
      before: pick(current, changed),
      after: pick(wanted, changed),
    });
  });
}

const FIELDS = [...(Object.keys(OPEN_POLICY) as (keyof Policy)[]), "confirmDestructive"] as const;

/** A policy that allows everything has no row, so that a key's request has nothing to read. */
async function writePolicy(tx: Transaction, caller: Caller, workspaceId: string, policy: Policy): Promise<void> {
  if (JSON.stringify(policy) === JSON.stringify({ ...policy, ...OPEN_POLICY })) {
    await tx.workspacePolicy.deleteMany({ where: { workspaceId } });
    return;
  }
  const lists = { networks: [...policy.networks], listedClients: [...policy.listedClients] };
  const data = { ...policy, ...lists, updatedAt: caller.now };
  await tx.workspacePolicy.upsert({ where: { workspaceId }, create: { workspaceId, ...data }, update: data });
}

function pick(settings: PolicySettings, fields: readonly (keyof PolicySettings)[]) {
  return Object.fromEntries(
    fields.map((field) => {
      const value = settings[field];
      return [field, typeof value === "object" && value !== null ? [...value] : value];
    }),
  );
}

function changedMeanwhile(): AppError {
  const message =
    "Somebody else changed this policy after you opened the page. Load the page again to see it, then make your change.";
  return new AppError("CONFLICT", message);
}

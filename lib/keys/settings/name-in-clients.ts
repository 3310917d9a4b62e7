import { defaultServerName, SERVER_NAME_MAX } from "#lib/clients/model/server-name";
import type { Transaction } from "#lib/db/client";
import { invalidField } from "#lib/errors";
import type { KeyOwnership } from "#lib/keys/access/unsaved-key-lookup";
import { usableAt } from "#lib/keys/lists/filters";
import type { CreateKeyInput } from "#lib/keys/settings/schema";
import { freeSlug, hyphenated } from "#lib/text/slug";

type NewKey = Pick<CreateKeyInput, "nameInClients" | "workspaceIds"> & { now: Date };

/**
 * The name of a new key in clients: the wanted one, or else one that is made from the name of its first workspace. The
 * owner must be locked, so that two keys that are made at the same time do not get the same name.
 * @throws AppError INVALID_INPUT when another usable key of the owner has the wanted name
 */
export async function nameForNewKey(
  tx: Transaction,
  owner: KeyOwnership,
  { nameInClients, workspaceIds: [workspaceId = ""], now }: NewKey,
): Promise<string> {
  if (nameInClients !== undefined) {
    await requireFree(tx, { owner, familyId: null }, nameInClients, now);
    return nameInClients;
  }
  const usable = await tx.key.findMany({ where: { ...owner, ...usableAt(now) }, select: { nameInClients: true } });
  const taken = new Set(usable.flatMap((key) => key.nameInClients ?? []));
  const { name } = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { name: true } });
  return freeSlug(defaultServerName(hyphenated(name)), taken, SERVER_NAME_MAX);
}

/**
 * Checks that a key may get this name in clients. The keys of its own family may have the name: a client replaces the
 * entry of one by the entry of the next.
 * @throws AppError INVALID_INPUT when another usable key of the owner has it
 */
export async function requireFreeName(tx: Transaction, keyId: string, name: string | null, now: Date): Promise<void> {
  if (name === null) return;
  const { userId, serviceWorkspaceId, familyId } = await tx.key.findUniqueOrThrow({
    where: { id: keyId },
    select: { userId: true, serviceWorkspaceId: true, familyId: true },
  });
  const owner = userId === null ? { serviceWorkspaceId: serviceWorkspaceId ?? "" } : { userId };
  await requireFree(tx, { owner, familyId }, name, now);
}

type NamedKey = { owner: KeyOwnership; familyId: string | null };

async function requireFree(tx: Transaction, { owner, familyId }: NamedKey, name: string, now: Date): Promise<void> {
  const other = await tx.key.findFirst({
    where: {
      ...owner,
      ...usableAt(now),
      nameInClients: name,
      ...(familyId !== null && { familyId: { not: familyId } }),
    },
    select: { name: true },
  });
  if (!other) return;
  const whose = "userId" in owner ? "Another of your keys" : "Another service key";
  const which = other.name === null ? "" : `, ${other.name},`;
  throw invalidField("nameInClients", `${whose}${which} is “${name}” in its clients already. Choose another name.`);
}

import type { Transaction } from "#lib/db/client";
import type { WebhookEvent } from "#lib/outbox/dto";
import { type PayloadKey, type PayloadPerson, subjectKind } from "#lib/outbox/payload";

/** The people and keys that events name, by id. */
export type PayloadSubjects = { people: Map<string, PayloadPerson>; keys: Map<string, PayloadKey> };

type About = { action: WebhookEvent; target: { id: string } };

const PERSON = { id: true, name: true, email: true } as const;

/** Reads the actor, the members and the keys of events, as they are after the change. */
export async function readPayloadSubjects(
  transaction: Transaction,
  actor: { id: string | null },
  entries: readonly About[],
): Promise<PayloadSubjects> {
  const idsOf = (subject: "key" | "member") =>
    entries.filter(({ action }) => subjectKind(action) === subject).map(({ target }) => target.id);
  const [keyIds, userIds] = [new Set(idsOf("key")), new Set(idsOf("member"))];
  if (actor.id) userIds.add(actor.id);
  const people = await transaction.user.findMany({ where: { id: { in: [...userIds] } }, select: PERSON });
  return { people: new Map(people.map((person) => [person.id, person])), keys: await readKeys(transaction, keyIds) };
}

async function readKeys(transaction: Transaction, keyIds: Set<string>): Promise<Map<string, PayloadKey>> {
  if (keyIds.size === 0) return new Map();
  const rows = await transaction.key.findMany({
    where: { id: { in: [...keyIds] } },
    select: {
      id: true,
      name: true,
      expiresAt: true,
      rotatedFromId: true,
      user: { select: PERSON },
      replacedBy: { select: { id: true } },
    },
  });
  return new Map(
    rows.map(({ id, name, user, expiresAt, rotatedFromId, replacedBy }) => {
      const rotation = { rotatedFrom: rotatedFromId, rotatedTo: replacedBy?.id ?? null };
      return [id, { id, name, owner: user, expiresAt: expiresAt?.toISOString() ?? null, ...rotation }];
    }),
  );
}

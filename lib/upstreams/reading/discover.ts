import { SECOND_MS } from "#lib/clock";
import type { CatalogueContent } from "#lib/upstreams/catalogue/content";
import { type NamedFailure, nameFailure, UpstreamError } from "#lib/upstreams/catalogue/failure";
import { type CatalogueNotes, LIST_FIELDS, type ListField } from "#lib/upstreams/dto";
import { type Conversation, connectUpstream } from "#lib/upstreams/reading/connect";
import { isUnknownList, type ReadList, readList } from "#lib/upstreams/reading/read-list";
import type { UpstreamTarget } from "#lib/upstreams/reading/target";

/** The time for reading all lists, after connecting. */
const LISTS_TIMEOUT_MS = 20 * SECOND_MS;
/** So many left-out entries are named over all lists. */
const NAMED_MAX = 20;

/** A catalogue, and what was wrong with it. */
export type Discovered = { content: CatalogueContent; notes: CatalogueNotes };

/**
 * Connects to a server and reads its whole catalogue. Everything but the list of tools is optional: a list that fails is
 * named in the notes, and takes no other with it.
 * @param listsMs only tests pass it
 * @throws UpstreamError when the server cannot be reached, does not speak MCP, or refuses to list its tools
 */
export async function discoverCatalogue(target: UpstreamTarget, listsMs = LISTS_TIMEOUT_MS): Promise<Discovered> {
  const conversation = await connectUpstream(target);
  try {
    const lists = await readLists(conversation, AbortSignal.timeout(listsMs));
    const { tools } = lists;
    const isRefused = tools.error !== null && !isUnknownList(tools) && isAnnounced(conversation, "tools");
    if (isRefused) throw new UpstreamError(nameFailure(tools.error, target));
    const content = { ...conversation.introduction, ...mapLists(lists, ({ entries }) => entries) };
    return { content, notes: notesOf(lists, conversation, target) };
  } finally {
    await conversation.close();
  }
}

type Lists = Record<ListField, ReadList>;

const NOT_ASKED: ReadList = { entries: [], leftOut: [], leftOutCount: 0, error: null };

async function readLists(conversation: Conversation, signal: AbortSignal): Promise<Lists> {
  const read = (list: ListField) =>
    isExpected(conversation, list) ? readList(conversation, list, signal) : Promise.resolve(NOT_ASKED);
  const [tools, resources, resourceTemplates, prompts] = await Promise.all(LIST_FIELDS.map(read));
  return {
    tools: tools ?? NOT_ASKED,
    resources: resources ?? NOT_ASKED,
    resourceTemplates: resourceTemplates ?? NOT_ASKED,
    prompts: prompts ?? NOT_ASKED,
  };
}

/** Whether a server announced a list. One that announced none of them may only have forgotten to, so it is asked for tools. */
function isExpected(conversation: Conversation, list: ListField): boolean {
  if (isAnnounced(conversation, list)) return true;
  return list === "tools" && !LIST_FIELDS.some((other) => isAnnounced(conversation, other));
}

/** One capability covers both resources and their templates. */
function isAnnounced({ introduction }: Conversation, list: ListField): boolean {
  return introduction.capabilities[list === "resourceTemplates" ? "resources" : list] !== undefined;
}

function notesOf(lists: Lists, conversation: Conversation, target: UpstreamTarget): CatalogueNotes {
  const leftOut = LIST_FIELDS.flatMap((list) => lists[list].leftOut).slice(0, NAMED_MAX);
  const leftOutCount = LIST_FIELDS.reduce((sum, list) => sum + lists[list].leftOutCount, 0);
  const unread = LIST_FIELDS.flatMap((list) => {
    const { error } = lists[list];
    if (error === null || isNone(lists[list], list, conversation)) return [];
    const { message, said = null }: NamedFailure = nameFailure(error, target);
    return [{ list, message, said }];
  });
  return { leftOut, leftOutCount, unread };
}

/**
 * Whether a server that does not know a list simply has none. Many servers with resources do not implement templates,
 * and one that did not announce tools was asked for them only in case it had forgotten to.
 */
function isNone(read: ReadList, list: ListField, conversation: Conversation): boolean {
  return isUnknownList(read) && (list === "resourceTemplates" || !isAnnounced(conversation, list));
}

function mapLists<Out>(lists: Lists, map: (read: ReadList) => Out): Record<ListField, Out> {
  return {
    tools: map(lists.tools),
    resources: map(lists.resources),
    resourceTemplates: map(lists.resourceTemplates),
    prompts: map(lists.prompts),
  };
}

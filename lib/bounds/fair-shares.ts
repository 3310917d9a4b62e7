/** Who is counted: a key, its owner (a person, or the workspace of a service key), a workspace, a server, a webhook. */
export type Kind = "key" | "owner" | "workspace" | "server" | "ownerAtServer" | "webhook";

/** The holder of units, by id. A unit is held by all of them at once. */
export type Holder = Readonly<Partial<Record<Kind, string>>>;

/** What has no room: the part of one kind of holder, or the whole. */
export type Full = Kind | "all";

export type Allowance = {
  /** The units of the whole process: a count or bytes. */
  limit: number;
  /** The most units of one request. A modest holder always may hold one such request. */
  largest?: number;
  /** The parts of further kinds in units, or other parts for owners and workspaces. */
  parts?: Partial<Record<Kind, number>>;
};

/** The parts that one owner, one workspace and one server may hold of an allowance, whatever else is free. */
const OWNER_PART = 1 / 2;
const WORKSPACE_PART = 3 / 4;
export const SERVER_PART = 1 / 2;
/** The last part of an allowance is kept for holders that hold few units. The last third of a workspace's part too. */
const KEPT_PART = 1 / 4;
/** What counts as few. */
const FEW_OF_OWNER = 1 / 64;
const FEW_OF_WORKSPACE = 1 / 16;

class Count {
  readonly most: number;
  readonly #held = new Map<string, number>();

  constructor(most: number) {
    this.most = most;
  }

  of(name: string | undefined): number {
    return name === undefined ? 0 : (this.#held.get(name) ?? 0);
  }

  add(name: string, units: number): void {
    const held = (this.#held.get(name) ?? 0) + units;
    if (held > 0) this.#held.set(name, held);
    else this.#held.delete(name);
  }

  get size(): number {
    return this.#held.size;
  }
}

/**
 * Shares an allowance of this process fairly among owners and workspaces.
 *
 * - Nobody holds more than its part: an owner half, a workspace three quarters, and what `parts` says of other kinds.
 * - The last quarter is for owners and workspaces that hold few units. So one that holds much never closes the door.
 * - The last third of a workspace's part is for owners that hold few units. So colleagues do not lock each other out.
 *
 * One tenant that is alone can therefore use three quarters of everything, and more tenants together use all of it.
 */
export class FairShares {
  readonly limit: number;
  readonly #parts: readonly (readonly [Kind, Count])[];
  readonly #owners: Count;
  readonly #workspaces: Count;
  readonly #kept: number;
  readonly #keptOfWorkspace: number;
  readonly #fewOfOwner: number;
  readonly #fewOfWorkspace: number;
  #used = 0;

  constructor({ limit, largest = 1, parts = {} }: Allowance) {
    const part = (share: number) => Math.max(largest, Math.ceil(limit * share));
    const most = { owner: part(OWNER_PART), workspace: part(WORKSPACE_PART), ...parts };
    this.limit = limit;
    this.#parts = Object.entries(most).map(([kind, units]) => [kind as Kind, new Count(units)] as const);
    this.#owners = this.#countOf("owner");
    this.#workspaces = this.#countOf("workspace");
    this.#kept = Math.floor(limit * KEPT_PART);
    // A third of three quarters is a quarter of all. A smaller part of a workspace keeps less.
    this.#keptOfWorkspace = Math.min(this.#kept, Math.floor(this.#workspaces.most / 3));
    this.#fewOfOwner = Math.max(largest, Math.floor(limit * FEW_OF_OWNER));
    this.#fewOfWorkspace = Math.max(largest, Math.floor(limit * FEW_OF_WORKSPACE));
  }

  /** The units that all holders hold together. */
  get used(): number {
    return this.#used;
  }

  /** How many holders of all kinds are remembered. It is 0 when nothing is held. */
  get holders(): number {
    return this.#parts.reduce((sum, [, count]) => sum + count.size, 0);
  }

  /** The units that this kind of holder holds. */
  heldBy(kind: Kind, holder: Holder): number {
    return this.#parts.find(([one]) => one === kind)?.[1].of(holder[kind]) ?? 0;
  }

  /**
   * Holds `units`, unless something is full. `give` has to follow with the same arguments.
   * @returns null when they are held, otherwise what is full
   */
  take(holder: Holder, units = 1): Full | null {
    const full = this.fullFor(holder, units);
    if (full === null) this.#add(holder, units);
    return full;
  }

  /** Holds units for something that has already begun, whatever is full. */
  hold(holder: Holder, units = 1): void {
    this.#add(holder, units);
  }

  /** Gives back what `take` held. */
  give(holder: Holder, units = 1): void {
    this.#add(holder, -units);
  }

  /** What is full for `units` more; null when they may be held. */
  fullFor(holder: Holder, units = 1): Full | null {
    for (const [kind, count] of this.#parts) {
      if (holder[kind] !== undefined && count.of(holder[kind]) + units > count.most) return kind;
    }
    const isScarce = this.#used + units > this.limit - this.#kept;
    const ofWorkspace = this.#workspaces.of(holder.workspace) + units;
    if (isScarce || ofWorkspace > this.#workspaces.most - this.#keptOfWorkspace) {
      if (this.#owners.of(holder.owner) + units > this.#fewOfOwner) return "owner";
      if (isScarce && ofWorkspace > this.#fewOfWorkspace) return "workspace";
    }
    // Last, so that only a holder of few units is told that nothing is free.
    return this.#used + units > this.limit ? "all" : null;
  }

  #add(holder: Holder, units: number): void {
    this.#used += units;
    for (const [kind, count] of this.#parts) {
      const name = holder[kind];
      if (name !== undefined) count.add(name, units);
    }
  }

  #countOf(kind: Kind): Count {
    return this.#parts.find(([one]) => one === kind)?.[1] ?? new Count(this.limit);
  }
}

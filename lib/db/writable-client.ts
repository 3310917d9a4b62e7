import pg from "pg";

/** The settings with which PostgreSQL says by itself, at the start and at each change, that it takes no writes. */
const READ_ONLY = new Set(["default_transaction_read_only", "in_hot_standby"]);

type Status = { parameterName: string; parameterValue: string };

/**
 * A connection that is used only while the database takes writes (docs/decisions/0043). A standby, or a primary that was
 * replaced, could still answer reads: a key that was revoked elsewhere would be accepted, and nothing could be counted.
 */
export class WritableClient extends pg.Client {
  readonly #readOnly = new Set<string>();
  #isAdmitted = false;

  constructor(config: pg.ClientConfig) {
    super(config);
    // `pg` has this object and does not describe it in its types.
    const { connection } = this as unknown as { connection: NodeJS.EventEmitter & { stream: { destroy(): void } } };
    connection.on("parameterStatus", ({ parameterName, parameterValue }: Status) => {
      if (!READ_ONLY.has(parameterName)) return;
      if (parameterValue !== "on") return void this.#readOnly.delete(parameterName);
      this.#readOnly.add(parameterName);
      // The answer of the running query arrives with this message. Afterwards the pool drops the lost connection.
      if (this.#isAdmitted) setImmediate(() => connection.stream.destroy());
    });
  }

  /**
   * Says that the connection may be used from now on.
   * @throws an error with PostgreSQL's own code for a write that is refused, while the database takes none
   */
  admit(): void {
    this.#isAdmitted = true;
    if (this.#readOnly.size === 0) return;
    throw Object.assign(new Error("The database is read-only."), { code: "25006" });
  }
}

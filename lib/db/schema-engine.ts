import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";
import { log } from "#lib/log";
import { single } from "#lib/process";

/**
 * Runs `work` with Prisma's own schema engine, compiled to WebAssembly, over the driver adapter (docs/decisions/0003).
 * The native engine would have to be downloaded at its first run.
 * @param connectionString the database to read and change
 * @param work what to do with the engine; its connections are closed afterwards
 */
export async function withSchemaEngine<T>(
  connectionString: string,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const bindings = await single("schema-engine", loadBindings);
  const pool = new pg.Pool({ connectionString });
  const restoreTimers = unrefTimers();
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(new WholeScriptAdapter(pool));
    // The engine's log repeats only what its errors say.
    return await work(await bindings.SchemaEngine.new({ datamodels: undefined }, () => {}, adapter));
  } finally {
    restoreTimers();
    await pool.end();
  }
}

/** The engine makes this table with a script too. */
const MIGRATIONS_TABLE = '"_prisma_migrations"';

/**
 * Notes that the running migration has finished, in the transaction of the migration. The engine does so by itself only
 * afterwards: killed in between, it would leave a migration that is applied and counts as broken off.
 */
const FINISH = `UPDATE ${MIGRATIONS_TABLE} SET finished_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL;`;

/**
 * Sends a script to the server as a whole. The adapter of Prisma would split it at each semicolon, also inside the body
 * of a function.
 */
class WholeScriptAdapter extends PrismaPg {
  override async connect() {
    const connection = await super.connect();
    connection.executeScript = async (sql) => {
      const whole = sql.includes(MIGRATIONS_TABLE) ? sql : `${sql.trimEnd().replace(/;$/, "")};\n${FINISH}`;
      await connection.executeRaw({ sql: whole, args: [], argTypes: [] });
    };
    return connection;
  }
}

/**
 * Lets the process end while timers are pending, until the returned function is called. The engine leaves the timer of
 * its advisory lock behind, which would keep a finished process alive for ten seconds.
 */
function unrefTimers(): () => void {
  const original = globalThis.setTimeout;
  const detached = (...args: Parameters<typeof setTimeout>) => original(...args).unref();
  globalThis.setTimeout = Object.assign(detached, original) as typeof setTimeout;
  return () => {
    globalThis.setTimeout = original;
  };
}

type Bindings = typeof import("@prisma/schema-engine-wasm") & { __wbg_set_wasm(exports: WebAssembly.Exports): void };

/**
 * Loads the engine. Call this only once in a process, because a second instance would replace the bindings of the
 * first.
 */
async function loadBindings(): Promise<Bindings> {
  // The engine calls this with the reason before it aborts.
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: (text: string) => log().error(text) } });
  const bindings: Bindings = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const folder = dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg"));
  const bytes = await readFile(join(folder, "schema_engine_bg.wasm"));
  const imports = { "./schema_engine_bg.js": bindings as unknown as WebAssembly.ModuleImports };
  const { instance } = await WebAssembly.instantiate(bytes, imports);
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return bindings;
}

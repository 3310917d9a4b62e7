import { migrate } from "#lib/db/migrate";
import { databaseUrl } from "#scripts/database";

await using database = await databaseUrl();
const applied = await migrate(database.url);
console.log(applied.length === 0 ? "The database is up to date." : `Applied: ${applied.join(", ")}`);

import { defineConfig } from "prisma/config";

// The native schema engine is never used (docs/decisions/0003): any executable satisfies the CLI, which would otherwise download it.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
});

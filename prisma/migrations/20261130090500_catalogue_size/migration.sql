-- AlterTable
ALTER TABLE "Catalogue" ADD COLUMN     "bytes" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "contentHash" TEXT NOT NULL DEFAULT '';

-- Stored catalogues count too.
UPDATE "Catalogue" SET "bytes" = octet_length("tools"::text) + octet_length("resources"::text)
  + octet_length("resourceTemplates"::text) + octet_length("prompts"::text);

-- AlterTable
ALTER TABLE "Upstream" ADD COLUMN     "catalogueNotes" JSONB,
ADD COLUMN     "failureSaid" TEXT;

-- AlterTable
-- `json` keeps the order of properties. The stored lists have lost theirs, so their hashes are emptied: the next reading
-- of each server stores its lists again.
ALTER TABLE "Catalogue" DROP COLUMN "discovery",
ALTER COLUMN "tools" SET DATA TYPE JSON USING "tools"::text::json,
ALTER COLUMN "resources" SET DATA TYPE JSON USING "resources"::text::json,
ALTER COLUMN "resourceTemplates" SET DATA TYPE JSON USING "resourceTemplates"::text::json,
ALTER COLUMN "prompts" SET DATA TYPE JSON USING "prompts"::text::json;

UPDATE "Catalogue" SET "contentHash" = '';

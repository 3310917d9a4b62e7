-- What a version before left behind between a write and its record: it would have ended within a day.
DELETE FROM "IdempotentWrite" WHERE "status" IS NULL;

-- AlterTable
ALTER TABLE "IdempotentWrite" ALTER COLUMN "status" SET NOT NULL,
ALTER COLUMN "answer" SET NOT NULL;

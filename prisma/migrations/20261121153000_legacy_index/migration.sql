-- Whether any token of another system is left is asked on the way of requests with malformed tokens. Prisma's schema cannot say which rows an index holds.
CREATE INDEX "Key_isLegacy_idx" ON "Key" ("id") WHERE "isLegacy";

DROP INDEX "sessions_of_account";--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "pinned" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "sessions_of_account" ON "sessions" USING btree ("account_id","pinned","updated_at","id");
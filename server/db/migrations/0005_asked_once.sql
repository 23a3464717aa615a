ALTER TABLE "runs" ADD COLUMN "idempotency_key" text;--> statement-breakpoint
CREATE UNIQUE INDEX "runs_asked_once" ON "runs" USING btree ("session_id","idempotency_key");
DROP INDEX "artifacts_version";--> statement-breakpoint
CREATE UNIQUE INDEX "artifacts_version" ON "artifacts" USING btree ("session_id","origin",md5("path"),"version");
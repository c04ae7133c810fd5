CREATE TABLE `addresses` (
	`address` text PRIMARY KEY NOT NULL,
	`page_at` integer NOT NULL,
	`link_at` integer NOT NULL,
	`paused_until` integer NOT NULL
);
--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_dues` (
	`site_id` integer NOT NULL,
	`kind` text NOT NULL,
	`due_at` integer NOT NULL,
	`lease_until` integer,
	`lease` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	`vantage` text,
	`aside_at` integer,
	`note` text,
	PRIMARY KEY(`site_id`, `kind`),
	CONSTRAINT "dues_kind_enum" CHECK("__new_dues"."kind" in ('visit', 'second-look', 'daily')),
	CONSTRAINT "dues_aside" CHECK(("__new_dues"."aside_at" is null) = ("__new_dues"."note" is null))
);
--> statement-breakpoint
INSERT INTO `__new_dues`("site_id", "kind", "due_at", "lease_until", "lease", "attempts") SELECT "site_id", "kind", "due_at", "lease_until", "lease", "attempts" FROM `dues`;--> statement-breakpoint
DROP TABLE `dues`;--> statement-breakpoint
ALTER TABLE `__new_dues` RENAME TO `dues`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `dues_at` ON `dues` (`due_at`);--> statement-breakpoint
ALTER TABLE `outbox` ADD `sender` text;--> statement-breakpoint
ALTER TABLE `visits` ADD `address` text;--> statement-breakpoint
CREATE INDEX `visits_address` ON `visits` (`address`,`at`);
--> statement-breakpoint
DROP TRIGGER IF EXISTS findings_review_moves;
--> statement-breakpoint
CREATE TRIGGER findings_review_moves BEFORE UPDATE OF "review" ON "findings"
WHEN NEW.review <> OLD.review AND OLD.review || '>' || NEW.review NOT IN ('unreviewed>confirmed', 'unreviewed>dismissed', 'confirmed>dismissed', 'confirmed>unreviewed', 'dismissed>unreviewed')
BEGIN SELECT RAISE(ABORT, 'findings.review: no such move'); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS orders_state_moves;
--> statement-breakpoint
CREATE TRIGGER orders_state_moves BEFORE UPDATE OF "state" ON "orders"
WHEN NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ('open>claimed', 'open>checked', 'open>appealed', 'open>cancelled', 'claimed>open', 'claimed>checked', 'claimed>appealed', 'claimed>done', 'claimed>cancelled', 'checked>open', 'checked>done', 'checked>cancelled', 'appealed>open', 'appealed>cancelled')
BEGIN SELECT RAISE(ABORT, 'orders.state: no such move'); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS extensions_state_moves;
--> statement-breakpoint
CREATE TRIGGER extensions_state_moves BEFORE UPDATE OF "state" ON "extensions"
WHEN NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ('asked>granted', 'asked>refused')
BEGIN SELECT RAISE(ABORT, 'extensions.state: no such move'); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS appeals_state_moves;
--> statement-breakpoint
CREATE TRIGGER appeals_state_moves BEFORE UPDATE OF "state" ON "appeals"
WHEN NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ('open>upheld', 'open>partly', 'open>rejected')
BEGIN SELECT RAISE(ABORT, 'appeals.state: no such move'); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS talks_state_moves;
--> statement-breakpoint
CREATE TRIGGER talks_state_moves BEFORE UPDATE OF "state" ON "talks"
WHEN NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ('proposed>held', 'proposed>dropped')
BEGIN SELECT RAISE(ABORT, 'talks.state: no such move'); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS messages_state_moves;
--> statement-breakpoint
CREATE TRIGGER messages_state_moves BEFORE UPDATE OF "state" ON "messages"
WHEN NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ('waiting>working', 'waiting>declined', 'working>reviewing', 'working>declined', 'reviewing>working', 'reviewing>closed')
BEGIN SELECT RAISE(ABORT, 'messages.state: no such move'); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS requests_state_moves;
--> statement-breakpoint
CREATE TRIGGER requests_state_moves BEFORE UPDATE OF "state" ON "requests"
WHEN NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ('requested>approved', 'requested>refused', 'requested>withdrawn', 'approved>done', 'approved>notice', 'approved>suspended', 'approved>withdrawn', 'notice>done', 'notice>withdrawn', 'suspended>done', 'suspended>withdrawn')
BEGIN SELECT RAISE(ABORT, 'requests.state: no such move'); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS rounds_state_moves;
--> statement-breakpoint
CREATE TRIGGER rounds_state_moves BEFORE UPDATE OF "state" ON "rounds"
WHEN NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ('draft>drawn', 'draft>abandoned', 'drawn>checking', 'drawn>abandoned', 'checking>closed', 'checking>abandoned')
BEGIN SELECT RAISE(ABORT, 'rounds.state: no such move'); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS round_sites_result_moves;
--> statement-breakpoint
CREATE TRIGGER round_sites_result_moves BEFORE UPDATE OF "result" ON "round_sites"
WHEN NEW.result <> OLD.result AND OLD.result || '>' || NEW.result NOT IN ('pending>pass', 'pending>fail', 'pending>inconclusive', 'pending>declined', 'pass>fail', 'pass>inconclusive', 'pass>declined', 'fail>pass', 'fail>inconclusive', 'fail>declined', 'inconclusive>pass', 'inconclusive>fail', 'inconclusive>declined', 'declined>pass', 'declined>fail', 'declined>inconclusive')
BEGIN SELECT RAISE(ABORT, 'round_sites.result: no such move'); END;

ALTER TABLE `visits` DROP COLUMN `facts`;
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

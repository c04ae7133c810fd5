ALTER TABLE "visits" DROP COLUMN "facts";
--> statement-breakpoint
CREATE OR REPLACE FUNCTION findings_review_moves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.review <> OLD.review AND OLD.review || '>' || NEW.review NOT IN ('unreviewed>confirmed', 'unreviewed>dismissed', 'confirmed>dismissed', 'confirmed>unreviewed', 'dismissed>unreviewed') THEN
    RAISE EXCEPTION 'findings.review: % to % is no move', OLD.review, NEW.review;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
DROP TRIGGER IF EXISTS findings_review_moves ON "findings";
--> statement-breakpoint
CREATE TRIGGER findings_review_moves BEFORE UPDATE OF "review" ON "findings" FOR EACH ROW EXECUTE FUNCTION findings_review_moves();
--> statement-breakpoint
CREATE OR REPLACE FUNCTION orders_state_moves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ('open>claimed', 'open>checked', 'open>appealed', 'open>cancelled', 'claimed>open', 'claimed>checked', 'claimed>appealed', 'claimed>done', 'claimed>cancelled', 'checked>open', 'checked>done', 'checked>cancelled', 'appealed>open', 'appealed>cancelled') THEN
    RAISE EXCEPTION 'orders.state: % to % is no move', OLD.state, NEW.state;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
DROP TRIGGER IF EXISTS orders_state_moves ON "orders";
--> statement-breakpoint
CREATE TRIGGER orders_state_moves BEFORE UPDATE OF "state" ON "orders" FOR EACH ROW EXECUTE FUNCTION orders_state_moves();
--> statement-breakpoint
CREATE OR REPLACE FUNCTION extensions_state_moves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ('asked>granted', 'asked>refused') THEN
    RAISE EXCEPTION 'extensions.state: % to % is no move', OLD.state, NEW.state;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
DROP TRIGGER IF EXISTS extensions_state_moves ON "extensions";
--> statement-breakpoint
CREATE TRIGGER extensions_state_moves BEFORE UPDATE OF "state" ON "extensions" FOR EACH ROW EXECUTE FUNCTION extensions_state_moves();
--> statement-breakpoint
CREATE OR REPLACE FUNCTION appeals_state_moves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ('open>upheld', 'open>partly', 'open>rejected') THEN
    RAISE EXCEPTION 'appeals.state: % to % is no move', OLD.state, NEW.state;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
DROP TRIGGER IF EXISTS appeals_state_moves ON "appeals";
--> statement-breakpoint
CREATE TRIGGER appeals_state_moves BEFORE UPDATE OF "state" ON "appeals" FOR EACH ROW EXECUTE FUNCTION appeals_state_moves();
--> statement-breakpoint
CREATE OR REPLACE FUNCTION talks_state_moves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ('proposed>held', 'proposed>dropped') THEN
    RAISE EXCEPTION 'talks.state: % to % is no move', OLD.state, NEW.state;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
DROP TRIGGER IF EXISTS talks_state_moves ON "talks";
--> statement-breakpoint
CREATE TRIGGER talks_state_moves BEFORE UPDATE OF "state" ON "talks" FOR EACH ROW EXECUTE FUNCTION talks_state_moves();
--> statement-breakpoint
CREATE OR REPLACE FUNCTION messages_state_moves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ('waiting>working', 'waiting>declined', 'working>reviewing', 'working>declined', 'reviewing>working', 'reviewing>closed') THEN
    RAISE EXCEPTION 'messages.state: % to % is no move', OLD.state, NEW.state;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
DROP TRIGGER IF EXISTS messages_state_moves ON "messages";
--> statement-breakpoint
CREATE TRIGGER messages_state_moves BEFORE UPDATE OF "state" ON "messages" FOR EACH ROW EXECUTE FUNCTION messages_state_moves();
--> statement-breakpoint
CREATE OR REPLACE FUNCTION requests_state_moves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ('requested>approved', 'requested>refused', 'requested>withdrawn', 'approved>done', 'approved>notice', 'approved>suspended', 'approved>withdrawn', 'notice>done', 'notice>withdrawn', 'suspended>done', 'suspended>withdrawn') THEN
    RAISE EXCEPTION 'requests.state: % to % is no move', OLD.state, NEW.state;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
DROP TRIGGER IF EXISTS requests_state_moves ON "requests";
--> statement-breakpoint
CREATE TRIGGER requests_state_moves BEFORE UPDATE OF "state" ON "requests" FOR EACH ROW EXECUTE FUNCTION requests_state_moves();
--> statement-breakpoint
CREATE OR REPLACE FUNCTION rounds_state_moves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ('draft>drawn', 'draft>abandoned', 'drawn>checking', 'drawn>abandoned', 'checking>closed', 'checking>abandoned') THEN
    RAISE EXCEPTION 'rounds.state: % to % is no move', OLD.state, NEW.state;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
DROP TRIGGER IF EXISTS rounds_state_moves ON "rounds";
--> statement-breakpoint
CREATE TRIGGER rounds_state_moves BEFORE UPDATE OF "state" ON "rounds" FOR EACH ROW EXECUTE FUNCTION rounds_state_moves();
--> statement-breakpoint
CREATE OR REPLACE FUNCTION round_sites_result_moves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.result <> OLD.result AND OLD.result || '>' || NEW.result NOT IN ('pending>pass', 'pending>fail', 'pending>inconclusive', 'pending>declined', 'pass>fail', 'pass>inconclusive', 'pass>declined', 'fail>pass', 'fail>inconclusive', 'fail>declined', 'inconclusive>pass', 'inconclusive>fail', 'inconclusive>declined', 'declined>pass', 'declined>fail', 'declined>inconclusive') THEN
    RAISE EXCEPTION 'round_sites.result: % to % is no move', OLD.result, NEW.result;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
DROP TRIGGER IF EXISTS round_sites_result_moves ON "round_sites";
--> statement-breakpoint
CREATE TRIGGER round_sites_result_moves BEFORE UPDATE OF "result" ON "round_sites" FOR EACH ROW EXECUTE FUNCTION round_sites_result_moves();

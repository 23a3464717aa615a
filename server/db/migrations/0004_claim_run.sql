-- A run's turn comes when those asked before it have ended and none of the session is held. Two statements, because the second must see
-- what whoever held the lock before has stored; in one function, because each trip to the database is felt. silence_ms of 0 heeds no
-- heartbeat: what was written in this very millisecond may be rounded to the next.
CREATE FUNCTION claim_run(wanted text, silence_ms integer) RETURNS TABLE (epoch integer, last_event_id integer)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  PERFORM FROM sessions WHERE id = (SELECT session_id FROM runs WHERE id = wanted) FOR NO KEY UPDATE;
  RETURN QUERY
    UPDATE runs SET epoch = epoch + 1, heartbeat_at = clock_timestamp()
    WHERE id = wanted AND finished_at IS NULL AND NOT EXISTS (
      SELECT FROM runs AS other
      WHERE other.session_id = runs.session_id AND other.finished_at IS NULL AND (
        (other.created_at, other.id) < (runs.created_at, runs.id)
        OR silence_ms > 0 AND other.epoch > 0 AND other.heartbeat_at > clock_timestamp() - silence_ms * interval '1 millisecond'
      )
    )
    RETURNING epoch, last_event_id;
END
$$;

-- One look at a database's own statistics, as one JSON value. No table of the user is touched.
WITH activity AS (
    SELECT pid, coalesce(application_name, '') AS application, coalesce(state, '') AS state,
           CASE WHEN wait_event IS NULL THEN 'running' ELSE wait_event_type || ':' || wait_event END AS event,
           coalesce(extract(epoch FROM clock_timestamp() - xact_start), 0)::float AS seconds
    FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
), waiting AS (
    SELECT application, unnest(pg_blocking_pids(pid)) AS holder FROM activity WHERE event LIKE 'Lock:%' LIMIT 20
)
SELECT json_build_object(
    'taken_at', clock_timestamp(),
    'commits', d.xact_commit,
    'rows_written', d.tup_inserted + d.tup_updated,
    'connections', (
        SELECT coalesce(json_object_agg(application, n), '{}')
        FROM (SELECT application, count(*) AS n FROM activity GROUP BY 1) AS a),
    'server_connections', (
        SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()),
    'waiting_for_locks', (SELECT count(*) FROM pg_locks WHERE NOT granted),
    'max_connections', current_setting('max_connections')::int,
    'reserved_connections', current_setting('superuser_reserved_connections')::int
        + coalesce(nullif(current_setting('reserved_connections', true), ''), '0')::int,
    'waits', (
        SELECT coalesce(json_agg(w), '[]')
        FROM (SELECT application, event, count(*) AS sessions FROM activity WHERE state = 'active'
              GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 50) AS w),
    'lock_waits', (
        SELECT coalesce(json_agg(json_build_object(
            'waiting', w.application, 'holder', h.application, 'holder_state', h.state, 'holder_seconds', h.seconds)), '[]')
        FROM waiting AS w JOIN activity AS h ON h.pid = w.holder),
    'long_transactions', (
        SELECT coalesce(json_agg(l), '[]')
        FROM (SELECT application, state, seconds FROM activity WHERE seconds > 5 ORDER BY seconds DESC LIMIT 10) AS l)
)
FROM pg_stat_database AS d WHERE d.datname = current_database()

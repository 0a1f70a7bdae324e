-- The server as the sink's user finds it: one JSON value. `own` are the sessions of the job that is to be replaced.
WITH sessions AS (
    SELECT usesysid, datid, coalesce(application_name, '') LIKE %(own)s AS own
    FROM pg_stat_activity
    -- The type of other users' sessions is hidden from who may not read all statistics.
    WHERE (backend_type = 'client backend' OR backend_type IS NULL AND datid IS NOT NULL AND usesysid IS NOT NULL)
      AND pid <> pg_backend_pid()
)
SELECT json_build_object(
    'version', current_setting('server_version'),
    'now', extract(epoch FROM clock_timestamp())::float,
    'in_recovery', pg_is_in_recovery(),
    'read_only', current_setting('default_transaction_read_only'),
    'max_connections', current_setting('max_connections')::int,
    'reserved', CASE WHEN r.rolsuper THEN 0 ELSE current_setting('superuser_reserved_connections')::int
        + coalesce(nullif(current_setting('reserved_connections', true), ''), '0')::int END,
    'used', (SELECT count(*) FROM sessions WHERE NOT own),
    'own', (SELECT count(*) FROM sessions WHERE own),
    'user_limit', nullif(r.rolconnlimit, -1),
    'user_used', (SELECT count(*) FROM sessions WHERE usesysid = r.oid AND NOT own),
    'database_limit', nullif(d.datconnlimit, -1),
    'database_used', (SELECT count(*) FROM sessions WHERE datid = d.oid AND NOT own)
)
FROM pg_roles AS r, pg_database AS d WHERE r.rolname = current_user AND d.datname = current_database()

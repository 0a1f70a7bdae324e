-- The target table as the sink's user finds it: one JSON value, or no row when there is no such table.
SELECT json_build_object(
    'kind', t.relkind::text,
    'columns', (
        SELECT coalesce(json_agg(json_build_object(
            'name', a.attname,
            'type', y.typname,
            'nullable', NOT a.attnotnull,
            'lacks', array_remove(ARRAY[
                CASE WHEN NOT has_column_privilege(t.oid, a.attnum, 'SELECT') THEN 'SELECT' END,
                CASE WHEN NOT has_column_privilege(t.oid, a.attnum, 'INSERT') THEN 'INSERT' END,
                CASE WHEN NOT has_column_privilege(t.oid, a.attnum, 'UPDATE') THEN 'UPDATE' END], NULL)
        ) ORDER BY a.attnum), '[]')
        FROM pg_attribute AS a JOIN pg_type AS y ON y.oid = a.atttypid
        WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
          AND a.attgenerated = '' AND a.attidentity = ''
          AND (NOT a.atthasdef OR a.attname = ANY(%(named)s))),
    -- What ON CONFLICT can go by: unique at once, of all rows, of plain columns, built to its end.
    'unique_keys', (
        SELECT coalesce(json_agg(k.names), '[]')
        FROM (SELECT array_agg(a.attname::text) AS names
              FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
              WHERE i.indrelid = t.oid AND i.indisunique AND i.indimmediate AND i.indisvalid
                AND i.indpred IS NULL AND i.indexprs IS NULL
              GROUP BY i.indexrelid) AS k)
)
FROM pg_class AS t WHERE t.oid = to_regclass(%(table)s)

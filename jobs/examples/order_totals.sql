-- The example of windows. The upsert needs the primary key; the version column must not be null.
CREATE TABLE IF NOT EXISTS order_totals (
    customer_id     text NOT NULL,
    window_start    timestamptz NOT NULL,
    window_end      timestamptz NOT NULL,
    orders          bigint NOT NULL,
    amount_eur      numeric(14, 2) NOT NULL,
    largest_eur     numeric(12, 2) NOT NULL,
    written_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (customer_id, window_start)
);

-- The example's target. The upsert needs the primary key; the version columns must not be null.
CREATE TABLE IF NOT EXISTS enriched_orders (
    order_id        text PRIMARY KEY,
    customer_id     text NOT NULL,
    amount          numeric(12, 2) NOT NULL,
    currency        char(3) NOT NULL,
    amount_eur      numeric(12, 2) NOT NULL,
    is_large        boolean NOT NULL,
    status          varchar(16) NOT NULL,
    event_timestamp bigint NOT NULL,      -- milliseconds since 1970
    source_offset   bigint NOT NULL,      -- offset in the Kafka partition: settles equal timestamps
    written_at      timestamptz NOT NULL DEFAULT now()
);

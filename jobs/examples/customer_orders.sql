-- The example of a lookup: what is looked up, and the target.
CREATE TABLE IF NOT EXISTS customers (
    customer_id     text PRIMARY KEY,
    segment         text NOT NULL,
    country         char(2) NOT NULL
);

CREATE TABLE IF NOT EXISTS customer_orders (
    order_id        text PRIMARY KEY,
    customer_id     text NOT NULL,
    segment         text,                 -- null: the customer was not in the table
    country         char(2),
    amount          numeric(12, 2) NOT NULL,
    currency        char(3) NOT NULL,
    amount_eur      numeric(12, 2) NOT NULL,
    is_large        boolean NOT NULL,
    status          varchar(16) NOT NULL,
    event_timestamp bigint NOT NULL,      -- milliseconds since 1970
    source_offset   bigint NOT NULL,      -- offset in the Kafka partition: settles equal timestamps
    written_at      timestamptz NOT NULL DEFAULT now()
);

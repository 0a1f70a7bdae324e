SET 'pipeline.operator-chaining.enabled' = 'false';
SET 'pipeline.name' = 'counts';
SET 'parallelism.default' = '2';
CREATE TABLE src (id BIGINT, s STRING) WITH ('connector'='datagen','rows-per-second'='500','fields.id.min'='1','fields.id.max'='100');
CREATE TABLE sink (k BIGINT, n BIGINT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector'='blackhole');
INSERT INTO sink SELECT id, COUNT(*) FROM src GROUP BY id;

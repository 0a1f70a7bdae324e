SET 'pipeline.operator-chaining.enabled' = 'false';
SET 'pipeline.name' = 'hashes';
SET 'parallelism.default' = '1';
CREATE TABLE src (id BIGINT, s STRING) WITH ('connector'='datagen','rows-per-second'='2000000','fields.s.length'='40');
CREATE TABLE sink (k STRING) WITH ('connector'='blackhole');
INSERT INTO sink SELECT SHA512(SHA512(SHA512(SHA512(SHA512(SHA512(SHA512(SHA512(SHA512(SHA512(SHA512(SHA512(s)))))))))))) FROM src;

"""One answer to what looks like a secret, for profiles that refuse it and captures that mask it."""

import pytest

from advisor.collect.redact import MASK, redact
from advisor.lint.known.flink import VERSIONS, options
from advisor.lint.known.kafka import CLIENTS, settings_of
from advisor.secrets import has_credentials, is_secret, is_secret_key

SPEAK_OF_ONE = [
    "sasl.oauthbearer.token.endpoint.url",
    "ssl.keystore.certificate.chain",
    "ssl.keystore.location",
    "security.delegation.tokens.enabled",
    "kubernetes.secrets",
    "kubernetes.env.secretKeyRef",
    "basic.auth.credentials.source",
    "fs.azure.account.auth.type",
    "fs.s3a.aws.credentials.provider",
    "fs.gs.auth.service.account.private.key.id",
    "sasl.oauthbearer.client.credentials.client.id",
    "password_file",
    "batch_size",
    "key",
]
HOLD_ONE = [
    "s3.secret-key",
    "ssl.keystore.key",
    "ssl.key.pem",
    "basic.auth.user.info",
    "fs.azure.account.key.ACC.blob.core.windows.net",
    "fs.azure.account.oauth2.client.secret.ACC.dfs.core.windows.net",
    "fs.oss.accessKeySecret",
    "fs.gs.auth.service.account.private.key",
    "s3.sse.key",
    "containerized.master.env.PGPASSWORD",
    "metrics.reporter.dghttp.apikey",
    "sasl.oauthbearer.assertion.private.key.passphrase",
    "api_token",
]


@pytest.mark.parametrize("key", SPEAK_OF_ONE)
def test_a_key_that_only_speaks_of_a_secret_holds_none(key):
    """Where it lies, whether it is used, who has it."""
    assert not is_secret_key(key)


@pytest.mark.parametrize("key", HOLD_ONE)
def test_a_key_that_holds_a_secret_is_told_by_its_end(key):
    """Whatever it begins with, and masked where it is shown."""
    assert is_secret(key, "hunter2")
    assert redact({key: "hunter2"}) == {key: MASK}


@pytest.mark.parametrize("value", ["true", "False", "", "5", "${file:/run/k:pw}"])
def test_a_switch_or_a_reference_is_no_secret(value):
    """As in Flink's security.kerberos.fetch.delegation-token."""
    assert not is_secret("security.kerberos.fetch.delegation-token", value)


def test_of_all_keys_that_flink_and_kafka_know_only_the_telling_ones_hold_a_secret():
    """A list to read through once: each of them is one."""
    known = {key for version in VERSIONS for key in options(version).names}
    known |= {key for client in CLIENTS for role in ("consumer", "producer") for key in settings_of(client, role)}
    assert {key for key in known if is_secret_key(key) and not key.endswith(("password", "passphrase"))} == {
        "security.kerberos.fetch.delegation-token",
        "sasl.oauthbearer.assertion.private.key.pem",
        "sasl.oauthbearer.client.credentials.client.secret",
        "sasl.oauthbearer.client.secret",
        "ssl.key.pem",
        "ssl.keystore.key",
    }


@pytest.mark.parametrize(
    "value",
    [
        "narrows-flink:0.1.0@sha256:0123456789abcdef",
        "s3://bucket/orders",
        "kafka-1:9092,kafka-2:9092",
        "jobmanager:9249",
        "pekko.tcp://flink@host:6123/user",
        "enrich@shard-1",
        "-Dsecurity.delegation.tokens.enabled=true",
        "Basic monitoring is enough for this job",
        'Plain required username="u" password="${file:/run/k:pw}";',
    ],
)
def test_an_address_without_a_password_is_no_secret(value):
    """Nor is an image's digest."""
    assert not is_secret("x", value)


@pytest.mark.parametrize("value", ["http://:hunter2@proxy", "s3://key:word@bucket/x", "u:pw@jm:9249", "a:1,u:pw@b:2"])
def test_a_password_in_an_address_is_one(value):
    """With a scheme or without."""
    assert has_credentials(value)


@pytest.mark.parametrize(
    "value",
    [
        "-Djavax.net.ssl.trustStorePassword=x",
        "Authorization: Bearer abc.def",
        "-----BEGIN PRIVATE KEY-----MIIE-----END PRIVATE KEY-----",
        "-Dfs.oss.accessKeySecret=x",
        "-Dmy.api-key=x",
    ],
)
def test_a_secret_in_a_text_is_one_whatever_the_key_is_called(value):
    """Of a flag, a header, a certificate's file."""
    assert is_secret("x", value)

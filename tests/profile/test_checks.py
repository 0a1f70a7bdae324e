"""Secrets and contradictions, however right each value is alone."""

import pytest

from advisor.profile.checks import contradictions, secrets
from advisor.profile.document import read_document

IN_PROFILE = (
    "a secret does not belong in a profile; name an environment variable (database.password_env) "
    "or a file (database.password_file) that holds it"
)
IN_FLINK = "would be readable in config.yaml and in Flink's REST API; set it where the cluster is started"
IN_ADDRESS = "credentials do not belong in an address; leave them out, and set them where the cluster is started"
NO_VARIABLE = "must be the name of an environment variable, such as PGPASSWORD, not what it holds"
IN_KAFKA = "holds a secret; write ${file:/path/of.properties:name} and Kafka's config.providers to read it"


@pytest.fixture
def document(profiles):
    return lambda text: read_document(profiles(f"extends: base.yaml\n{text}\n"), {})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "database: {password_env: null, password_file: /run/secrets/p}",
        "kafka: {consumer: {ssl.key.password: '${file:/run/secrets/k:pw}'}}",
        'kafka: {consumer: {sasl.jaas.config: \'Plain required username="u" password="${file:/run/k:pw}";\'}}',
        "kafka: {consumer: {sasl.oauthbearer.token.endpoint.url: 'https://x'}}",
        "flink: {security.delegation.tokens.enabled: true}",
        "database: {password: null}",
        "deployment: {kubernetes: {secret: orders-db}}",
        "deployment: {prometheus: {targets: ['jobmanager:9249']}}",
        "flink: {security.kerberos.fetch.delegation-token: false}",
    ],
)
def test_a_reference_to_a_secret_is_none(document, text):
    """Nor is a key that only speaks of one."""
    assert list(secrets(document(text))) == []


@pytest.mark.parametrize(
    ("text", "path", "sentence"),
    [
        ("database: {password: hunter2}", ("database", "password"), IN_PROFILE),
        ("database: {host: 'host=x password=y'}", ("database", "host"), IN_PROFILE),
        ("deep: {down: {api_token: x}}", ("deep", "down", "api_token"), IN_PROFILE),
        ("flink: {s3.secret-key: x}", ("flink", "s3.secret-key"), IN_FLINK),
        (
            "flink: {security.ssl.rest.keystore-password: x}",
            ("flink", "security.ssl.rest.keystore-password"),
            IN_FLINK,
        ),
        ("kafka: {producer: {ssl.key.password: x}}", ("kafka", "producer", "ssl.key.password"), IN_KAFKA),
        (
            'kafka: {consumer: {sasl.jaas.config: \'Plain required username="u" password="p";\'}}',
            ("kafka", "consumer", "sasl.jaas.config"),
            IN_KAFKA,
        ),
        ("kafka: {consumer: {ssl.keystore.key: x}}", ("kafka", "consumer", "ssl.keystore.key"), IN_KAFKA),
        ("kafka: {producer: {basic.auth.user.info: 'u:p'}}", ("kafka", "producer", "basic.auth.user.info"), IN_KAFKA),
        (
            "flink: {fs.azure.account.key.ACC.blob.core.windows.net: x}",
            ("flink", "fs.azure.account.key.ACC.blob.core.windows.net"),
            IN_FLINK,
        ),
        (
            "flink: {rest.client.http-headers: 'Authorization: Bearer abc'}",
            ("flink", "rest.client.http-headers"),
            IN_FLINK,
        ),
        (
            "flink: {containerized.master.env.PGPASSWORD: x}",
            ("flink", "containerized.master.env.PGPASSWORD"),
            IN_FLINK,
        ),
        (
            "deployment: {prometheus: {targets: ['u:pw@jm:9249']}}",
            ("deployment", "prometheus", "targets"),
            IN_ADDRESS,
        ),
        ("database: {password_env: 'hunter2-Secret!'}", ("database", "password_env"), NO_VARIABLE),
    ],
)
def test_a_secret_is_refused_with_the_way_to_pass_it(document, text, path, sentence):
    """By the name of its key, or by what stands in the value; the value itself is never repeated."""
    assert list(secrets(document(text))) == [(path, sentence)]


def test_the_variable_that_holds_the_password_is_named_and_not_put_in(profiles):
    """Else job.yaml would say the password itself."""
    written = read_document(profiles("extends: base.yaml\ndatabase: {password_env: '${PW}'}\n"), {"PW": "hunter2"})
    ((path, sentence),) = secrets(written)
    assert path == ("database", "password_env")
    assert sentence == "must be the name of the variable itself: PGPASSWORD, not ${PGPASSWORD}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "operators: {enrichment: {parallelism: 128}}",
        "operators: {jdbc_sink: {retry_backoff_ms: 5000}}",
        "database: {password_env: null, password_file: /x}",
        "flink: {env.java.opts.taskmanager: -Xmx1g}",
        "operators: 5",
        "database: 5",
        "job: {max_parallelism: many}",
    ],
)
def test_what_fits_together_is_no_contradiction(document, text):
    """Nor is what is wrong alone: that is told by its own field."""
    assert list(contradictions(document(text))) == []


@pytest.mark.parametrize(
    ("text", "path", "sentence"),
    [
        (
            "operators: {enrichment: {parallelism: 129}}",
            ("operators", "enrichment", "parallelism"),
            "is 129, must be at most job.max_parallelism (128)",
        ),
        (
            "operators: {jdbc_sink: {retry_backoff_ms: 5001}}",
            ("operators", "jdbc_sink", "retry_backoff_ms"),
            "is 5001, must be at most retry_backoff_max_ms (5000)",
        ),
        (
            "database: {password_env: null}",
            ("database",),
            "must have exactly one of password_env and password_file; neither is set",
        ),
        (
            "database: {password_file: /x}",
            ("database",),
            "must have exactly one of password_env and password_file; both are set, unset one with null",
        ),
        (
            "flink: {env.java.opts.all: -Xmx1g}",
            ("flink", "env.java.opts.all"),
            "would take the --add-opens away that flink-conf.yaml must have in this key; "
            "use env.java.opts.taskmanager and env.java.opts.jobmanager",
        ),
    ],
)
def test_a_contradiction_is_told_at_the_value_to_change(document, text, path, sentence):
    """With both sides of it."""
    assert list(contradictions(document(text))) == [(path, sentence)]


def test_an_operator_with_a_limit_of_its_own_is_held_to_that(document):
    """It may be above the job's."""
    text = "job: {{max_parallelism: 2}}\noperators: {{enrichment: {{parallelism: 4, max_parallelism: {}}}}}\n"
    assert list(contradictions(document(text.format(4)))) == []
    (found,) = contradictions(document(text.format(3)))
    assert found == (("operators", "enrichment", "parallelism"), "is 4, must be at most its max_parallelism (3)")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("flink: {env.java.opts.taskmanager: -Djavax.net.ssl.keyStorePassword=x}", "flink.env.java.opts.taskmanager"),
        ("jvm: {flags: [-Djavax.net.ssl.trustStorePassword=x]}", "jvm.flags"),
        ("flink: {execution.checkpointing.dir: 's3://key:word@bucket/x'}", "flink.execution.checkpointing.dir"),
        ("deployment: {state_dir: 's3://key:word@bucket/x'}", "deployment.state_dir"),
    ],
)
def test_a_secret_inside_a_flag_or_an_address_is_one(document, text, path):
    """Whatever the key is called."""
    ((found, sentence),) = secrets(document(text))
    assert ".".join(found) == path
    assert sentence == (IN_ADDRESS if path.startswith("deployment") else IN_FLINK)


@pytest.mark.parametrize(
    "text",
    [
        "jvm: {gc: zgc}",
        "jvm: {jdk: 21, gc: zgc, flags: [-XX:+AlwaysPreTouch]}",
        "flink: {env.java.opts.taskmanager: -XX:+UseZGC -XX:+ZGenerational}",
        "flink: {env.java.opts.taskmanager: -XX:+UseG1GC -XX:-UseZGC}",
        "jvm: {flags: 7}",
        "jvm: null",
    ],
)
def test_one_collector_is_no_contradiction(document, text):
    """Nor is what the schema refuses already."""
    assert list(contradictions(document(text))) == []


@pytest.mark.parametrize(
    ("text", "path", "sentence"),
    [
        (
            "jvm: {jdk: 11, gc: zgc}",
            "jvm.gc",
            "is zgc, which JDK 11 has only as an experiment; use g1, or JDK 17 or 21",
        ),
        (
            "jvm: {flags: [-XX:+UseZGC]}",
            "jvm.flags",
            "chooses a collector (-XX:+UseZGC); that is jvm.gc's to say",
        ),
        (
            "flink: {env.java.opts.taskmanager: -XX:+UseG1GC -XX:+UseZGC}",
            "flink.env.java.opts.taskmanager",
            "chooses 2 collectors: -XX:+UseG1GC, -XX:+UseZGC",
        ),
    ],
)
def test_a_jvm_that_would_not_start_is_a_contradiction(document, text, path, sentence):
    """Told before it is deployed."""
    assert list(contradictions(document(text))) == [(tuple(path.split(".", 1)), sentence)]

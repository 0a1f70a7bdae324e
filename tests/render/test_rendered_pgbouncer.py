"""pgbouncer.ini: one pool for all subtasks of the sink, and values that stay in their place."""

from configparser import ConfigParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import BadInput
from advisor.profile.render import LacksSetting
from advisor.profile.render.escape import pgbouncer, pgbouncer_name

FILE = "pgbouncer/pgbouncer.ini"


def ini(text):
    parser = ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=(";", "#"))
    parser.optionxform = str
    parser.read_string(text)
    return parser


def connection_string(text):
    """As pgbouncer reads it: `key=value` or `key='value'`, a quote in it doubled."""
    found, rest = {}, text.strip()
    while rest:
        key, _, rest = rest.partition("=")
        value = ""
        if not rest.startswith("'"):
            value, _, rest = rest.partition(" ")
        else:
            end = 1
            while rest[end] != "'" or rest[end : end + 2] == "''":
                value += rest[end]
                end += 2 if rest[end] == "'" else 1
            rest = rest[end + 1 :]
        found[key.strip()] = value
        rest = rest.strip()
    return found


def test_the_pool_is_as_large_as_a_plan_may_make_it(rendered):
    """`limits.database_connections`, unless the pool says otherwise; only a transaction keeps one."""
    found = ini(rendered(FILE))
    assert found["pgbouncer"]["pool_mode"] == "transaction"
    assert (found["pgbouncer"]["default_pool_size"], found["pgbouncer"]["max_db_connections"]) == ("20", "20")
    own = ini(rendered(FILE, deployment={"pgbouncer": {"port": 7000, "pool_size": 5}}))
    assert (own["pgbouncer"]["listen_port"], own["pgbouncer"]["default_pool_size"]) == ("7000", "5")


def test_every_subtask_of_the_sink_may_connect(rendered):
    """Twice, while one job hands over to the next."""
    assert ini(rendered(FILE))["pgbouncer"]["max_client_conn"] == "100"
    wide = ini(rendered(FILE, operators={"jdbc_sink": {"parallelism": 128}}))
    assert wide["pgbouncer"]["max_client_conn"] == "256"


def test_pgbouncer_reaches_postgres_while_the_sink_reaches_pgbouncer(rendered):
    """Both addresses stand in one profile."""
    behind = {"listen_addr": "*", "server_host": "db.example", "server_port": 5433}
    found = ini(rendered(FILE, database={"host": "pool", "port": 6432}, deployment={"pgbouncer": behind}))
    (name,) = found["databases"]
    assert connection_string(found["databases"][name]) == {"host": "db.example", "port": "5433", "dbname": "orders"}
    assert (found["pgbouncer"]["listen_addr"], found["pgbouncer"]["listen_port"]) == ("*", "6432")


@pytest.mark.parametrize("host", ["127.0.0.1", "pool"])
def test_pgbouncer_does_not_connect_to_itself(rendered, host):
    """The sink's address is pgbouncer's by then, so somebody has to say where Postgres is."""
    with pytest.raises(
        LacksSetting, match=r"^database.port is pgbouncer's own \(6432\), so it would connect to itself"
    ):
        rendered(FILE, database={"host": host, "port": 6432})


def test_a_pool_larger_than_the_limit_is_refused(rendered):
    """`limits.database_connections` is what the database can bear."""
    assert ini(rendered(FILE, deployment={"pgbouncer": {"pool_size": 20}}))
    with pytest.raises(LacksSetting, match=r"pool_size is 100, more than limits.database_connections \(20\) allows"):
        rendered(FILE, deployment={"pgbouncer": {"pool_size": 100}})


def test_no_password_stands_in_it(rendered):
    """It comes from a file of pgbouncer's own."""
    text = rendered(FILE)
    assert "password=" not in text
    assert ini(text)["pgbouncer"]["auth_file"] == "/etc/pgbouncer/userlist.txt"


def test_hostile_names_stay_names(rendered):
    """A quote does not end the value."""
    text = rendered(FILE, database={"name": "a'b\"c", "host": "h' port=1"[:2] + "x;#"})
    (name,) = ini(text)["databases"]
    assert name.strip() == '"a\'b""c"'
    assert connection_string(ini(text)["databases"][name]) == {"host": "h'x;#", "port": "5432", "dbname": "a'b\"c"}


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc"))))
def test_every_value_on_one_line_reads_back(value):
    """Quotes are doubled, nothing else means anything."""
    assert connection_string(f"dbname={pgbouncer(value)}") == {"dbname": value}
    assert pgbouncer_name(value)[1:-1].replace('""', '"') == value


def test_a_line_break_is_refused():
    """It would begin a setting of its own."""
    with pytest.raises(BadInput, match=r"pgbouncer.ini cannot say"):
        pgbouncer("a\nadmin_users = x")

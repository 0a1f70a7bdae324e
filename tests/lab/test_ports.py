"""Ports: chosen once, remembered, own."""

import socket

from lab.stack.ports import RANGE, choose_ports, is_free


def test_remembered_ports_stay_while_they_are_free():
    """Bookmarks and clients of a stack survive its restart."""
    assert choose_ports(["kafka", "rest"], {"kafka": 7001, "rest": 7002}, [], lambda _: True) == {
        "kafka": 7001,
        "rest": 7002,
    }


def test_a_remembered_port_that_somebody_took_is_replaced():
    """Only that one."""
    chosen = choose_ports(["kafka", "rest"], {"kafka": 7001, "rest": 7002}, [], lambda port: port != 7001)
    assert chosen["rest"] == 7002
    assert chosen["kafka"] in RANGE


def test_ports_of_other_stacks_are_left_to_them():
    """Also when those stacks are down at the moment."""
    only = RANGE[17]
    others = [port for port in RANGE if port != only]
    assert choose_ports(["rest"], {}, others, lambda _: True) == {"rest": only}


def test_no_port_is_given_twice():
    """Nobody listens yet when the second is chosen."""
    names = [f"part-{number}" for number in range(200)]
    assert len(set(choose_ports(names, {}, [], lambda _: True).values())) == 200


def test_a_port_with_a_listener_is_not_free():
    """And is free again without it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert not is_free(port)
    assert is_free(port)

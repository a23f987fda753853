"""The tests' own PostgreSQL, Redis and databases."""

import socket

import psycopg
import pytest
import redis

from tests import services


@pytest.mark.postgres
def test_each_test_has_an_empty_database_that_is_gone_afterwards(postgres_server: str) -> None:
    with services.fresh_database(postgres_server) as url, psycopg.connect(url) as connection:
        tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        assert connection.execute(tables).fetchone() == (0,)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


@pytest.mark.redis
def test_two_claims_are_two_databases_and_both_are_emptied(redis_base: str) -> None:
    with services.claimed_redis(redis_base) as one, services.claimed_redis(redis_base) as other:
        assert one != other
        with redis.Redis.from_url(one) as client:
            client.set("kept", "no")
    with redis.Redis.from_url(one) as client:
        assert client.dbsize() == 0


@pytest.mark.redis
def test_a_private_redis_stops_and_starts() -> None:
    with services.private_redis() as server:
        server.stop()
        assert not services.redis_answers(server.url)
        server.start()
        assert services.redis_answers(server.url)


@pytest.mark.postgres
def test_a_private_postgresql_stops_and_starts() -> None:
    with services.private_postgres() as server:
        assert services.postgres_answers(server.url)
        server.stop()
        assert not services.postgres_answers(server.url)


def test_a_port_that_was_given_away_is_given_to_nobody_else_while_its_server_is_down() -> None:
    port = services.free_port()
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind((services.LOOPBACK, port))
    for _ in range(2):
        with socket.create_server((services.LOOPBACK, port)):
            socket.create_connection((services.LOOPBACK, port)).close()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((services.LOOPBACK, port))

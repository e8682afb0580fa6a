"""What the services of the scaled-out mode count of themselves."""

import psycopg

from tests.scale.redis import RedisServer

DURABLY = ["-c", "max_connections=200", "-c", "listen_addresses="]  # as it comes, apart from these
_QUERY = """
SELECT (SELECT coalesce(sum(n_tup_ins), 0) FROM pg_stat_user_tables)::float8,
       (SELECT coalesce(sum(n_tup_upd), 0) FROM pg_stat_user_tables)::float8,
       (SELECT sum(xact_commit) FROM pg_stat_database)::float8,
       (pg_current_wal_lsn() - '0/0')::float8,
       (SELECT count(*) FROM pg_stat_activity WHERE application_name = 'palaver')::float8
"""
_COLUMNS = ("rows inserted", "rows updated", "transactions", "WAL bytes", "connections")
_OF_REDIS = {
    "total_commands_processed": "commands",
    "total_net_input_bytes": "bytes in",
    "total_net_output_bytes": "bytes out",
    "connected_clients": "connections",
}


def of_postgresql(url: str) -> dict[str, float]:
    with psycopg.connect(url) as database:
        (row,) = database.execute(_QUERY).fetchall()
    return {f"postgresql {name}": value for name, value in zip(_COLUMNS, row, strict=True)}


def of_redis(server: RedisServer) -> dict[str, float]:
    counted = server.say("INFO")
    return {f"redis {name}": float(counted[key]) for key, name in _OF_REDIS.items()}


def versions(url: str, server: RedisServer) -> dict[str, str]:
    with psycopg.connect(url) as database:
        (row,) = database.execute("SHOW server_version").fetchall()
    return {"PostgreSQL": row[0].split()[0], "Redis": str(server.say("INFO")["redis_version"])}

"""Does somebody stand twice at one time?"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def has_duplicates(
    connection: "duckdb.DuckDBPyConnection", relation: str, person: tuple[str, ...] = ("person_id",)
) -> bool:
    """Whether somebody stands twice at one time.

    Most files list a person's days together and in order, which a look at each row's neighbour proves; only the rows
    of other people are counted.
    """
    who = f"hash({', '.join(person)})"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE scattered AS SELECT who FROM ("
        f"SELECT {who} AS who, time, lag({who}) OVER () AS before, lag(time) OVER () AS earlier FROM {relation}) "
        "GROUP BY who "
        "HAVING count_if(before IS DISTINCT FROM who) > 1 OR count_if(before = who AND time <= earlier) > 0"
    )
    ((rows, different),) = connection.execute(
        f"SELECT count(*), count(DISTINCT ({', '.join(person)}, time)) FROM {relation} "
        f"WHERE {who} IN (SELECT who FROM scattered)"
    ).fetchall()
    return bool(different < rows)

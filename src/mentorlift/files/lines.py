"""Reporting lines as plain ids."""

from collections.abc import Mapping


def reporting_cycles(managers: Mapping[str, str]) -> list[list[str]]:
    """Every circle in person -> manager, each once, starting with its smallest id; nobody has two managers."""
    settled: set[str] = set()
    cycles = []
    for start in managers:
        path: list[str] = []
        on_path: set[str] = set()
        person = start
        while person in managers and person not in settled and person not in on_path:
            path.append(person)
            on_path.add(person)
            person = managers[person]
        if person in on_path:
            cycle = path[path.index(person) :]
            least = cycle.index(min(cycle))
            cycles.append(cycle[least:] + cycle[:least])
        settled |= on_path
    return sorted(cycles)

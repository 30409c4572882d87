"""Who may do what with plan and results. One function a question."""

from mentorlift.accounts.actors import Actor


def may_plan(actor: Actor) -> bool:
    """Write and freeze what will be measured."""
    return actor.is_programme_manager or actor.is_analyst


def may_enter_costs(actor: Actor) -> bool:
    return actor.is_programme_manager


def may_read_costs(actor: Actor) -> bool:
    """What a programme has cost to date; it says nothing of what it brings."""
    return actor.is_programme_manager or actor.is_leader


def may_compute(actor: Actor) -> bool:
    """Ask for the analysis; it is refused before its day whoever asks."""
    return actor.is_programme_manager or actor.is_analyst


def may_read_results(actor: Actor) -> bool:
    """Figures of a whole programme; no page or export shows a named person's."""
    return actor.is_programme_manager or actor.is_leader or actor.is_analyst


def may_read_plan(actor: Actor) -> bool:
    """What is measured and what was done otherwise: also for a reviewer, since no figure stands in it."""
    return may_read_results(actor) or actor.is_reviewer


def may_read_rows_for_analysts(actor: Actor) -> bool:
    """Rows of an answer that are marked as meant for analysts only, such as how far mentors differ."""
    return actor.is_analyst


def may_record_deviation(actor: Actor) -> bool:
    """Say what was done otherwise than planned."""
    return actor.is_programme_manager or actor.is_analyst


def may_make_exceptions(actor: Actor) -> bool:
    """Do something against the draw, written down with what is lost by it."""
    return actor.is_programme_manager


def may_look_for_harm(actor: Actor) -> bool:
    """Have a running programme looked at now; what is said is the same whoever asks."""
    return actor.is_programme_manager or actor.is_analyst

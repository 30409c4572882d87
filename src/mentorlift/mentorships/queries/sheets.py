"""What the two of a pair wrote. Nobody else gets past `sheet_of` and `advice_between`."""

from dataclasses import dataclass
from uuid import UUID

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.models import Pair, Session, Sheet
from mentorlift.mentorships.policies import is_of_pair
from mentorlift.mentorships.queries.questions import OUTCOME_KEY, questions_for
from mentorlift.mentorships.rules.opening import AFTER_THE_TALK, OPTIONAL, OUTCOME, SheetState, is_open, may_change
from mentorlift.mentorships.sealing import unseal
from mentorlift.programmes.models import Kind, Question


class NotYours(LookupError):
    """The sheet is between two others; for this actor it does not exist."""


@dataclass(frozen=True, slots=True)
class Field:
    """A question with the answer of one side. `quote` is the advice that the question asks about."""

    key: str
    kind: str
    question: str
    hint: str
    text: str
    quote: str
    may_change: bool

    @property
    def is_optional(self) -> bool:
        return self.kind in OPTIONAL

    @property
    def is_after_the_talk(self) -> bool:
        return self.kind in AFTER_THE_TALK


@dataclass(frozen=True, slots=True)
class SheetView:
    """Both sheets of a meeting as one side may read them; `theirs` is None while it is closed to them."""

    mine: list[Field]
    theirs: list[Field] | None
    my_state: SheetState
    their_state: SheetState
    saved_at: object

    @property
    def before(self) -> list[Field]:
        return [field for field in self.mine if not field.is_after_the_talk]

    @property
    def after(self) -> list[Field]:
        has_advice = any(field.kind == Kind.ADVICE_RECEIVED and field.text for field in self.mine)
        return [field for field in self.mine if field.is_after_the_talk and (field.kind != OUTCOME or has_advice)]

    @property
    def is_open_to_partner(self) -> bool:
        return is_open(self.my_state, self.their_state)

    @property
    def is_begun(self) -> bool:
        return any(field.text for field in self.mine)


@dataclass(frozen=True, slots=True)
class Advice:
    """A piece of advice and what came of it, as far as the reader may know."""

    session: Session
    from_id: UUID
    to_id: UUID
    text: str
    result: str


def sheet_of(actor: Actor, session: Session) -> SheetView:
    """The sheets of a meeting for one of the two. Raises NotYours for everybody else."""
    pair = session.pair
    if actor.person_id is None or not is_of_pair(actor, pair):
        raise NotYours(session.id)
    other = pair.other(actor.person_id)
    sheets = {sheet.author_id: sheet for sheet in session.sheets.all()}
    mine, theirs = _state(sheets.get(actor.person_id)), _state(sheets.get(other))
    readable = is_open(theirs, mine)
    return SheetView(
        mine=_fields(session, actor.person_id, sheets.get(actor.person_id), states=(mine, theirs)),
        theirs=_fields(session, other, sheets.get(other), states=(theirs, mine), quoting=False) if readable else None,
        my_state=mine,
        their_state=theirs,
        saved_at=sheets[actor.person_id].saved_at if actor.person_id in sheets else None,
    )


def advice_between(actor: Actor, pair: Pair) -> list[Advice]:
    """Advice written down in the sheets the actor may read, oldest first, each with its result once told."""
    if actor.person_id is None or not is_of_pair(actor, pair):
        raise NotYours(pair.id)
    weekly = list(pair.sessions.filter(week__isnull=False).order_by("week").prefetch_related("sheets"))
    for session in weekly:
        session.pair = pair
    found = []
    for person_id in (pair.protege_id, pair.mentor_id):
        texts = [_readable(actor, session, person_id) for session in weekly]
        for session, written, later in zip(weekly, texts, [*texts[1:], {}], strict=True):
            if advice := written.get(Kind.ADVICE_RECEIVED, ""):
                result = later.get(Kind.ADVICE_RESULT, "") or written.get(OUTCOME, "")
                found.append(Advice(session, pair.other(person_id), person_id, advice, result))
    return sorted(found, key=lambda advice: advice.session.week or 0)


def _readable(actor: Actor, session: Session, author_id: UUID) -> dict[str, str]:
    """Kind -> text of one author's sheet: one's own, or the partner's once open."""
    sheets = {sheet.author_id: sheet for sheet in session.sheets.all()}
    sheet = sheets.get(author_id)
    if sheet is None:
        return {}
    other = session.pair.other(author_id)
    if author_id != actor.person_id and not is_open(_state(sheet), _state(sheets.get(other))):
        return {}
    kinds = _kinds(session.pair)
    return {kinds[key]: text for key, text in _texts(sheet, session).items() if key in kinds and text}


def _fields(
    session: Session,
    author_id: UUID,
    sheet: Sheet | None,
    *,
    states: tuple[SheetState, SheetState],
    quoting: bool = True,
) -> list[Field]:
    """`quoting` only for the author: last week's sheet, where the quote stands, may be closed to the partner."""
    texts = _texts(sheet, session) if sheet else {}
    asked = questions_for(session, author_id)
    needs_quote = quoting and any(question.kind == Kind.ADVICE_RESULT for question in asked)
    quote = _last_advice(session, author_id) if needs_quote else ""
    return [_field(question, texts.get(str(question.id), ""), quote, states) for question in asked]


def _field(question: Question, text: str, quote: str, states: tuple[SheetState, SheetState]) -> Field:
    return Field(
        key=str(question.id),
        kind=question.kind,
        question=question.text,
        hint=question.hint,
        text=text,
        quote=quote if question.kind == Kind.ADVICE_RESULT else "",
        may_change=may_change(question.kind, mine=states[0], theirs=states[1]),
    )


def _last_advice(session: Session, author_id: UUID) -> str:
    """What this author wrote down as the partner's advice in the latest earlier meeting of the same pair."""
    kinds = _kinds(session.pair)
    earlier = Sheet.objects.filter(session__pair=session.pair, author_id=author_id, session__week__lt=session.week or 0)
    for sheet in earlier.select_related("session").order_by("-session__week"):
        texts = _texts(sheet, sheet.session)
        advice = [text for key, text in texts.items() if kinds.get(key) == Kind.ADVICE_RECEIVED and text]
        if advice:
            return advice[0]
    return ""


def _kinds(pair: Pair) -> dict[str, str]:
    rows = Question.objects.filter(question_set_id=pair.question_set_id).values_list("id", "kind")
    return {str(question_id): kind for question_id, kind in rows} | {str(OUTCOME_KEY): OUTCOME}


def _texts(sheet: Sheet, session: Session) -> dict[str, str]:
    if not bytes(sheet.sealed):
        return {}  # its author was erased
    return unseal(sheet.sealed, pair_id=session.pair_id, session_id=session.id, author_id=sheet.author_id)


def _state(sheet: Sheet | None) -> SheetState:
    return SheetState(sheet.answered_at, sheet.opened_early_at) if sheet else SheetState()

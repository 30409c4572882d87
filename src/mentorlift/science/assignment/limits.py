"""What a policy can ask and is not worked out; the text says why and what to do instead."""


class NotWorkedOut(ValueError):
    """An answer there is not, though pool and policy are sound."""


class TooLarge(NotWorkedOut):
    """A pool larger than what can be worked out for this mode or objective."""


class NotWithin(NotWorkedOut):
    """No table of probabilities keeps both the tolerance and the cap."""

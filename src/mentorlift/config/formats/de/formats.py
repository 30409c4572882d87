"""Dates as this product writes them in German. The patterns of the templates, which are English, have their German
counterpart here under their own name: that is how Django looks a pattern up. A test holds them complete."""

DATE_FORMAT = "j. F Y"
SHORT_DATE_FORMAT = "j.n.Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j. F Y, H:i"
SHORT_DATETIME_FORMAT = "j.n.Y, H:i"
MONTH_DAY_FORMAT = "j. F"
FIRST_DAY_OF_WEEK = 1
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"]  # the first is what a browser's own field sends and shows

# No pattern needs more than its day with a full stop; where English cuts the month short, German has its number.
PATTERNS = {
    "D j F Y": "D, j. F Y",
    "D, j F Y": "D, j. F Y",
    "j F Y": "j. F Y",
    "j F Y, H:i": "j. F Y, H:i",
    "j F": "j. F",
    "j F, H:i": "j. F, H:i",
    "j M Y": "j.n.Y",
    "j M Y, H:i": "j.n.Y, H:i",
    "j M": "j.n.",
    "j M, H:i": "j.n., H:i",
    "l, j F Y": "l, j. F Y",
    "l, j F": "l, j. F",
    "l, j F, H:i": "l, j. F, H:i",
    "l j F": "l, j. F",
    "D j M": "D, j.n.",
    "D, j M": "D, j.n.",
    "D, j F": "D, j. F",
}
globals().update(PATTERNS)

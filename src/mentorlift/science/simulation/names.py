"""Names for invented people: any likeness is chance."""

_FIRST = """
Anna Ben Carla David Elif Finn Greta Hakan Ines Jonas Katja Lars Mira Nico Olga Paul Rana Samir
Tilda Umut Vera Wim Xenia Yusuf Zoe Amir Berit Cem Dana Emil Frieda Goran Hanna Ivo Jule Kian Lena
Milan Nora Oskar Pia Robin Selma Timo Ulla Viktor Wanda Yara Arno Bianca
"""
_LAST = """
Albers Bauer Celik Dietrich Engel Falk Gruber Hartmann Ivanova Jansen Kaya Lorenz Maier Novak Ott
Petersen Quandt Richter Sommer Thiel Ulrich Vogt Weber Yilmaz Zimmer Arslan Brandt Conrad Demir
Ebert Franke Greve Heinz Iqbal Jung Krüger Lindner Mertens Nagel Oster Pohl Reuter Schuster Tauber
Unger Voss Wendt Zeller
"""
FIRST, LAST = _FIRST.split(), _LAST.split()


def full_name(number: int) -> str:
    """A name for the number-th person; different for the first 2,400, then with a numeral."""
    first = FIRST[number % len(FIRST)]
    last = LAST[(number % len(FIRST) + number // len(FIRST)) % len(LAST)]
    again = number // (len(FIRST) * len(LAST))
    return f"{first} {last}" + (f" {again + 1}" if again else "")


def address(number: int) -> str:
    """An address under a domain that exists for examples only."""
    plain = full_name(number).lower().replace("ü", "ue").replace(" ", ".")
    return f"{plain}@example.com"

"""Takes the columns of this example out of the authors' public-use files.

python examples/illinois/extract.py PATH/TO/FOLDER   (with claims.csv and firm_admin.csv; needs pandas)

Nothing about a person is taken but the draw, whether they took part, and one outcome; rows are sorted by these values,
so that the two files cannot be joined by their order either.
"""

import argparse
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent


def main(folder: Path) -> None:
    claims = pd.read_csv(folder / "claims.csv")
    covered = claims[claims["covg_0816_0717"] > 0].dropna(subset=["spend_0816_0717"])
    _write(covered, {"covg_0816_0717": "share_covered", "spend_0816_0717": "spending"}, "spending.csv")
    _write(pd.read_csv(folder / "firm_admin.csv"), {"terminated_0717": "left"}, "employment.csv")


def _write(data: pd.DataFrame, names: dict[str, str], file: str) -> None:
    data = data.rename(columns={"treat": "offered", "hra_c_yr1": "took_part", **names})
    columns = ["offered", "took_part", *names.values()]
    taken = data[columns].fillna({"took_part": 0}).astype({"took_part": int}).sort_values(columns)
    taken.to_csv(HERE / file, index=False)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    main(parser.parse_args().folder)

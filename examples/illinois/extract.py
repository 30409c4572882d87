"""Takes the columns of this example out of the authors' public-use files.

python examples/illinois/extract.py PATH/TO/FOLDER   (claims.csv, firm_admin.csv, online_surveys.csv; needs pandas)

Nothing about a person is taken but the draw, whether they took part, and one outcome: one file an outcome, equal rows
counted and sorted, so that the files cannot be joined by their order either.
"""

import argparse
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
SOURCES = ("claims.csv", "firm_admin.csv", "online_surveys.csv")


def main(folder: Path) -> None:
    sources = [pd.read_csv(folder / name) for name in SOURCES]
    (HERE / "data").mkdir(exist_ok=True)
    for outcome in pd.read_csv(HERE / "published.csv", keep_default_na=False).to_dict("records"):
        source = next(data for data in sources if outcome["column"] in data)
        _write(source, outcome).to_csv(HERE / "data" / f"{outcome['outcome']}.csv", index=False)


def _write(source: pd.DataFrame, outcome: dict[str, str]) -> pd.DataFrame:
    names = {"treat": "offered", "hra_c_yr1": "took_part", outcome["column"]: "value"}
    if outcome["weight"]:
        names[outcome["weight"]] = "weight"
    data = source[list(names)].rename(columns=names).fillna({"took_part": 0}).astype({"took_part": int})
    data = data.dropna(subset=["value"])
    if outcome["weight"]:
        data = data[data["weight"] > 0]
    return data.groupby(list(names.values())).size().rename("people").reset_index()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    main(parser.parse_args().folder)

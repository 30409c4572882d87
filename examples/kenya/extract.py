"""Takes the columns of this example out of the authors' file.

python examples/kenya/extract.py PATH/TO/BDJ_Dandora_Data.dta   (needs pandas)

The file is part of openICPSR project 113714. Businesses are numbered afresh in the order of the authors' numbers, and
the arm is the one drawn (`treat2`: 2 control, 3 class, 4 mentor), for the wave before the start as well.
"""

import argparse
from pathlib import Path

import pandas as pd

ARMS = {2: "control", 3: "class", 4: "mentor"}
COVARIATES = (
    *("tprofits_b", "secondaryedu_b", "lage_b", "I_emp_b", "sec1_b", "sec2_b", "sec3_b", "sec4_b"),
    *("manu_b", "retail_b", "serv_b", "food_b"),
)
OUT = Path(__file__).with_name("dandora.csv")


def main(source: Path) -> None:
    data = pd.read_stata(source, convert_categoricals=False).sort_values(["id", "wave"])
    columns = ["wave", "tprofits", "supplierswitch", "meet", *COVARIATES]
    taken = data[columns].astype(float)
    taken.insert(0, "business", data["id"].rank(method="dense").astype(int))
    taken.insert(1, "arm", data["treat2"].map(ARMS))
    taken["wave"] = taken["wave"].astype(int)
    taken.to_csv(OUT, index=False, float_format="%.9g")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    main(parser.parse_args().source)

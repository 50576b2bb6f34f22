"""Runs the examples: run.py [NAME ...] [--pictures FOLDER]. Each prints its numbers, 17 digits."""

import argparse
import importlib
from pathlib import Path

NAMES = sorted(p.stem for p in Path(__file__).resolve().parent.glob("*.py") if p.stem != "run")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=NAMES, metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--pictures", type=Path)
    asked = parser.parse_args()
    if asked.pictures:
        asked.pictures.mkdir(parents=True, exist_ok=True)
        import matplotlib

        matplotlib.use("Agg")
        matplotlib.rcParams["svg.hashsalt"] = "qbnet"
    for name in asked.names:
        print(f"# {name}")
        for what, value in importlib.import_module(name).main(asked.pictures).items():
            print(f"{what}: {value:.17g}")


if __name__ == "__main__":
    main()

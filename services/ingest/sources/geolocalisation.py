"""The second section of the national file: a projected position per establishment, in the system each line
names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from services.ingest.sources import coordinates
from services.ingest.sources.csv_lines import lines_of
from services.ingest.sources.inspected import InspectedFile

RECORD = "geolocalisation"
CELLS_MIN = 6


@dataclass
class Positions:
    """WGS84 positions by FINESS number; `doubted` ones were given but fall outside their system's area."""

    known: dict[str, coordinates.Position] = field(default_factory=dict)
    doubted: set[str] = field(default_factory=set)


def positions_of(file: InspectedFile) -> Positions:
    """Every position of the section, transformed in bulk, one system at a time.

    Older and mangled copies split `sourcecoordet` at each comma: what lies between y and the date is joined
    again.
    """
    gathered: dict[int, tuple[list[str], list[float], list[float]]] = defaultdict(lambda: ([], [], []))
    positions = Positions()
    for line in lines_of(file):
        if line.cells[0] != RECORD or len(line.cells) < CELLS_MIN:
            continue
        number, epsg = line.cells[1].strip(), coordinates.epsg_of(",".join(line.cells[4:-1]))
        x, y = coordinates.number(line.cells[2]), coordinates.number(line.cells[3])
        if epsg is not None and x is not None and y is not None:
            ids, xs, ys = gathered[epsg]
            ids.append(number)
            xs.append(x)
            ys.append(y)
        elif line.cells[2].strip():
            positions.doubted.add(number)
    for epsg, (ids, xs, ys) in gathered.items():
        for number, position in zip(ids, coordinates.to_wgs84(epsg, xs, ys), strict=True):
            if position is None:
                positions.doubted.add(number)
            else:
                positions.known[number] = position
    return positions

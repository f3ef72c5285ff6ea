"""Coordinates and points in polygons, against pyproj, geopandas and shapely."""

from __future__ import annotations

import functools
import json

import geopandas
import numpy as np
import pyproj
import shapely

from benchmarks import inputs
from benchmarks.measure import Figure, measure, table
from wardwise.methods import geometry

SIZES = (10_000, 100_000, 1_000_000)
HEAD = ("what", "rows", "ours, CPU s", "ours, MB", "peer", "peer, CPU s", "peer, MB", "peer / ours")


def main() -> None:
    rows = [*conversions(), *points_in_polygons()]
    table(HEAD, rows)


def line(what: str, size: int, ours: Figure, peer: str, theirs: Figure) -> tuple[object, ...]:
    return what, size, ours.cpu_s, ours.peak_mb, peer, theirs.cpu_s, theirs.peak_mb, theirs.cpu_s / ours.cpu_s


def conversions() -> list[tuple[object, ...]]:
    """pyproj without the OSTN15 grid, as pip installs it: it answers with the 7-parameter shift, metres off."""
    pyproj.network.set_network_enabled(False)
    to_grid = pyproj.Transformer.from_crs(4326, 27700, always_xy=True)
    to_degrees = pyproj.Transformer.from_crs(27700, 4326, always_xy=True)
    rows = []
    for size in SIZES:
        x, y = inputs.places(size)
        longitude, latitude = geometry.to_wgs84_helmert(x, y)
        theirs = measure(functools.partial(to_grid.transform, longitude, latitude))
        plain = measure(functools.partial(geometry.to_national_grid_helmert, longitude, latitude))
        assert apart(plain.answer, theirs.answer) < 0.01, "the two 7-parameter shifts differ"
        ours = measure(functools.partial(geometry.to_national_grid, longitude, latitude))
        assert apart(ours.answer, theirs.answer) < 5, "OSTN15 is further from the plain shift than it can be"
        rows.append(line("WGS84 to grid, OSTN15", size, ours, "pyproj (no OSTN15)", theirs))
        rows.append(line("WGS84 to grid, 7 parameters", size, plain, "pyproj (the same)", theirs))
        back = measure(functools.partial(geometry.to_wgs84, x, y))
        theirs = measure(functools.partial(to_degrees.transform, x, y))
        rows.append(line("grid to WGS84, OSTN15", size, back, "pyproj (no OSTN15)", theirs))
    return rows


def apart(first: tuple[np.ndarray, np.ndarray], second: tuple[np.ndarray, np.ndarray]) -> float:
    return float(np.hypot(first[0] - second[0], first[1] - second[1]).max())


def points_in_polygons() -> list[tuple[object, ...]]:
    rows = []
    for name, shapes in counties():
        for size in SIZES:
            for kind, distinct in (("all different", None), ("on 5,000 snap points", 5_000)):
                x, y = spread(shapes, *inputs.places(size, distinct=distinct))
                ours = measure(functools.partial(by_index, shapes, x, y))
                for peer, step in (("geopandas sjoin", by_sjoin), ("shapely STRtree", by_tree)):
                    theirs = measure(functools.partial(step, shapes, x, y), repeats=1 if size > 500_000 else 3)
                    assert (ours.answer == theirs.answer).all(), f"{peer} answers otherwise"
                    rows.append(line(f"points {kind} in {name}", size, ours, peer, theirs))
    return rows


def counties() -> list[tuple[str, list[shapely.Geometry]]]:
    made = inputs.county(381)
    found = [(f"{len(made)} made areas", made)]
    folder = inputs.shared_data()
    if folder:
        paths = sorted((folder / "boundaries").glob("*-lsoa-2011.geojson"))
        features = [feature for path in paths for feature in json.loads(path.read_text())["features"]]
        shapes = shapely.make_valid([shapely.geometry.shape(feature["geometry"]) for feature in features])
        real = list(geometry.shape_to_national_grid(shapes))
        found.append((f"{len(real)} real LSOAs", real))
    return found


def spread(shapes: list[shapely.Geometry], x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same places over the bounding box of these shapes."""
    west, south, east, north = shapely.total_bounds(shapes)
    across = (x - inputs.WEST) / inputs.SIDE, (y - inputs.SOUTH) / inputs.SIDE
    return west + across[0] * (east - west), south + across[1] * (north - south)


def by_index(shapes: list[shapely.Geometry], x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """With the making of the index, as a load of one file pays it."""
    return geometry.PolygonIndex(shapes).locate(x, y)


def by_sjoin(shapes: list[shapely.Geometry], x: np.ndarray, y: np.ndarray) -> np.ndarray:
    areas = geopandas.GeoDataFrame(geometry=shapes, crs=27700)
    points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(x, y), crs=27700)
    joined = points.sjoin(areas, how="left", predicate="intersects")["index_right"]
    return joined.groupby(level=0).min().fillna(-1).to_numpy().astype(np.int64)


def by_tree(shapes: list[shapely.Geometry], x: np.ndarray, y: np.ndarray) -> np.ndarray:
    points, polygons = shapely.STRtree(shapes).query(shapely.points(x, y), predicate="intersects")
    answer = np.full(x.size, len(shapes), dtype=np.int64)
    np.minimum.at(answer, points, polygons)
    answer[answer == len(shapes)] = -1
    return answer


if __name__ == "__main__":
    main()

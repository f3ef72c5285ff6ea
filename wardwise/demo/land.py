"""The land of the fictitious town: map points, LSOAs and wards that nest in it, and who lives there.

As the police do it, every street centre and every point of interest has a catchment, the ground nearer to it than to
any other point. LSOAs are made of whole catchments and wards of whole LSOAs, so that everything sums.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2
from scipy.spatial import cKDTree
from shapely import Polygon

from wardwise.demo import names

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CENTRE_EASTING, CENTRE_NORTHING = 481_200.0, 335_400.0  # farmland: no town stands there
RADIUS_M = 3_600.0
HOUSEHOLDS_PER_LSOA = 705

# Points of interest per 1,000 map points, and how far from the centre (in town radii) they lie, as in a real town.
POINTS_OF_INTEREST = {
    "Parking Area": (21, 0.75),
    "Sports/Recreation Area": (18, 0.9),
    "Supermarket": (10, 0.8),
    "Petrol Station": (9, 0.9),
    "Shopping Area": (8, 0.45),
    "Pedestrian Subway": (6, 0.6),
    "Park/Open Space": (4, 0.9),
    "Further/Higher Educational Building": (3, 0.5),
    "Nightclub": (2, 0.15),
    "Hospital": (0.4, 0.6),
    "Police Station": (0.4, 0.2),
    "Bus/Coach Station": (0.4, 0.15),
}
STREET = "street"


@dataclass(frozen=True)
class Size:
    """How big a town: the default is a town of some 200,000; tests of the builder make a small one."""

    points: int = 2_350
    lsoas: int = 112
    wards: int = 16


@dataclass(frozen=True)
class Points:
    """The map points: British National Grid metres, the name that is published, what stands there, its LSOA."""

    easting: Floats
    northing: Floats
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    lsoa: Ints


@dataclass(frozen=True)
class Areas:
    """Areas of one scheme, in the order of their codes."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    boundaries: tuple[Polygon, ...]


@dataclass(frozen=True)
class Land:
    """The whole of it. `lsoa_ward` is the ward of each LSOA; residents and households are counted by LSOA."""

    boundary: Polygon
    points: Points
    lsoas: Areas
    wards: Areas
    lsoa_ward: Ints
    residents: Ints
    households: Ints


def make_land(size: Size, rng: np.random.Generator) -> Land:
    """Draw the town: about half a second at its full size."""
    boundary = outline(rng)
    where = scatter(boundary, size.points, rng)
    cells = catchments(where, boundary)
    homes = homes_at(where, rng)
    lsoa_of_point, lsoa_shapes = dissolve(cells, group(where, homes, size.lsoas, rng))
    middles = np.array([[shape.centroid.x, shape.centroid.y] for shape in lsoa_shapes])
    ward_of_lsoa, ward_shapes = dissolve(lsoa_shapes, group(middles, np.ones(len(middles)), size.wards, rng))
    counted = np.bincount(lsoa_of_point, weights=homes)
    # The statistics office redraws LSOAs that grow or shrink much: their sizes differ less than chance would have it.
    households = (HOUSEHOLDS_PER_LSOA * np.sqrt(counted / counted.mean())).round().astype(np.int64)
    residents = (households * rng.uniform(2.2, 2.9, len(households))).round().astype(np.int64)
    kinds = choose_kinds(where, rng)
    return Land(
        boundary=boundary,
        points=Points(where[:, 0], where[:, 1], name_points(where, kinds, rng), kinds, lsoa_of_point),
        lsoas=name_lsoas(lsoa_shapes, ward_of_lsoa),
        wards=name_wards(ward_shapes),
        lsoa_ward=ward_of_lsoa,
        residents=residents,
        households=households,
    )


def outline(rng: np.random.Generator) -> Polygon:
    """An irregular closed line around the centre."""
    angle = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    radius = np.full_like(angle, RADIUS_M)
    for wave in range(2, 9):
        radius += RADIUS_M * 0.16 / wave * rng.standard_normal() * np.cos(wave * angle + rng.uniform(0, 2 * np.pi))
    ring = np.column_stack([CENTRE_EASTING + radius * np.cos(angle), CENTRE_NORTHING + radius * np.sin(angle)])
    return Polygon(ring.round(1))


def from_centre(where: Floats) -> Floats:
    """Distance from the middle of the town, in town radii."""
    east, north = where[:, 0] - CENTRE_EASTING, where[:, 1] - CENTRE_NORTHING
    return np.hypot(east, north) / RADIUS_M


def scatter(boundary: Polygon, count: int, rng: np.random.Generator) -> Floats:
    """Map points inside the boundary, closer together in the middle, none on top of another."""
    west, south, east, north = boundary.bounds
    trial = np.column_stack([rng.uniform(west, east, count * 9), rng.uniform(south, north, count * 9)])
    keep = rng.random(len(trial)) < 0.3 + 0.7 * np.exp(-((from_centre(trial) / 0.55) ** 2))
    trial = trial[keep & shapely.contains_xy(boundary, trial[:, 0], trial[:, 1])][:count]
    if len(trial) < count:
        raise ValueError(f"Only {len(trial)} of {count} points fell inside the town.")
    for _ in range(2):  # Lloyd's relaxation: each point moves to the middle of its catchment
        trial = np.array([[cell.centroid.x, cell.centroid.y] for cell in catchments(trial, boundary)])
    return trial.round(1)


def catchments(where: Floats, boundary: Polygon) -> list[Polygon]:
    """The ground nearer to each point than to any other, in the order of the points."""
    sites = shapely.points(where)
    drawn = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(sites), extend_to=boundary))
    site, cell = shapely.STRtree(drawn).query(sites, predicate="intersects")
    order = np.full(len(where), -1)
    order[site] = cell
    clipped = shapely.intersection(drawn[order], boundary)
    # At a bay of the boundary a catchment may fall apart: the piece with its point in it is kept.
    return [largest(shape) for shape in clipped]


def largest(shape: shapely.Geometry) -> Polygon:
    return max(shapely.get_parts(shape), key=lambda part: float(part.area))


def homes_at(where: Floats, rng: np.random.Generator) -> Floats:
    """Households at each map point: few in the very centre, most in the terraces around it."""
    away = from_centre(where)
    typical = 30 * (0.35 + 0.85 * np.clip(away / 0.25, 0, 1) - 0.25 * np.clip(away - 0.4, 0, 1))
    return np.asarray(typical * rng.lognormal(0, 0.45, len(where)))


def group(where: Floats, weight: Floats, count: int, rng: np.random.Generator) -> Ints:
    """Divide places into so many compact groups of about the same weight."""
    drawn = where[rng.choice(len(where), max(4_000, 20 * count), p=weight / weight.sum())]
    middles, _ = kmeans2(drawn, count, minit="++", rng=rng, iter=25)
    return np.asarray(np.unique(cKDTree(middles).query(where)[1], return_inverse=True)[1], dtype=np.int64)


def dissolve(shapes: list[Polygon], label: Ints) -> tuple[Ints, list[Polygon]]:
    """Merge shapes by label into areas of one piece; a piece cut off from its area goes to a neighbour."""
    label = label.copy()
    tree = shapely.STRtree(shapes)
    for _ in range(12):
        merged = [shapely.union_all([shapes[i] for i in np.flatnonzero(label == k)]) for k in range(label.max() + 1)]
        astray = [k for k, shape in enumerate(merged) if shape.geom_type != "Polygon"]
        if not astray:
            return label, merged
        for k in astray:
            home = largest(merged[k])
            for i in np.flatnonzero(label == k):
                if not home.covers(shapes[i].representative_point()):
                    label[i] = neighbour_label(int(i), shapes, label, tree)
    return label, [Polygon(largest(shape).exterior) for shape in merged]


def neighbour_label(index: int, shapes: list[Polygon], label: Ints, tree: shapely.STRtree) -> int:
    """The label with which a shape shares the longest border, its own aside."""
    shared: dict[int, float] = {}
    for other in tree.query(shapes[index], predicate="intersects"):
        if label[other] != label[index]:
            border = float(shapes[index].boundary.intersection(shapes[other].boundary).length)
            shared[int(label[other])] = shared.get(int(label[other]), 0.0) + border
    return max(shared, key=lambda key: shared[key]) if shared else int(label[index])


def choose_kinds(where: Floats, rng: np.random.Generator) -> tuple[str, ...]:
    """Which map points are points of interest; the rest are street centres."""
    kinds = np.full(len(where), STREET, dtype=object)
    away = from_centre(where)
    for kind, (per_1000, reach) in POINTS_OF_INTEREST.items():
        free = np.flatnonzero((kinds == STREET) & (away < max(reach, 0.12)))
        wanted = min(len(free), max(1, round(per_1000 * len(where) / 1000)))
        kinds[rng.choice(free, wanted, replace=False)] = kind
    return tuple(str(kind) for kind in kinds)


def name_points(where: Floats, kinds: tuple[str, ...], rng: np.random.Generator) -> tuple[str, ...]:
    """Main roads run out from the centre; of the other streets every second one has two map points."""
    angle = np.arctan2(where[:, 1] - CENTRE_NORTHING, where[:, 0] - CENTRE_EASTING)
    chosen: list[str] = ["" if kind == STREET else kind for kind in kinds]
    away_m = from_centre(where) * RADIUS_M
    radials = len(names.MAIN_ROADS) - 1
    for index in [index for index, name in enumerate(chosen) if not name]:
        turn = (angle[index] / (2 * np.pi) * radials) % radials
        across_m = abs(turn - round(turn)) * 2 * np.pi / radials * away_m[index]
        if across_m < 45 and away_m[index] > 150:
            chosen[index] = names.MAIN_ROADS[round(turn) % radials]
        elif abs(away_m[index] - 0.3 * RADIUS_M) < 45:
            chosen[index] = names.MAIN_ROADS[-1]
    free = [index for index, name in enumerate(chosen) if not name]
    for index, name in zip(free, names.street_names(len(free), rng), strict=True):
        chosen[index] = name
    _, near = cKDTree(where).query(where, k=2)
    for index in free:
        other = int(near[index, 1])
        if other in free and rng.random() < 0.5:
            chosen[other] = chosen[index]
    return tuple(chosen)


def name_lsoas(shapes: list[Polygon], ward_of_lsoa: Ints) -> Areas:
    """Named as the statistics office does it (`Sallowby 003B`), with codes that it never gives out."""
    letters: dict[int, int] = {}
    labels = []
    for ward in ward_of_lsoa:
        letters[int(ward)] = letters.get(int(ward), -1) + 1
        labels.append(f"{names.TOWN} {int(ward) + 1:03d}{chr(ord('A') + letters[int(ward)])}")
    codes = tuple(f"Z01{index + 1:06d}" for index in range(len(shapes)))
    return Areas(codes, tuple(labels), tuple(shapes))


def name_wards(shapes: list[Polygon]) -> Areas:
    codes = tuple(f"Z05{index + 1:06d}" for index in range(len(shapes)))
    return Areas(codes, names.WARDS[: len(shapes)], tuple(shapes))

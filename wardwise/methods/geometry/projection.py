"""WGS84 longitude and latitude to British National Grid eastings and northings, and back.

Two transformations:

* **OSTN15**, the definitive one of Ordnance Survey: a grid of measured shifts. Used everywhere.
* a **7-parameter Helmert shift**, good to about five metres, for places outside OSTN15's cover (it stops a little
  way off the coast) and as the independent twin in the tests.

WGS84 and ETRS89 are taken as the same, as Ordnance Survey advises for all mapping; they drift apart by about
2.5 cm a year, 0.9 m by 2025, which is far below the accuracy of any incident's place.

References
----------
Ordnance Survey (2020). *A guide to coordinate systems in Great Britain*, v3.6: section 6.6 (Helmert), annexes A
(ellipsoid and projection constants), B (Cartesian conversion) and C (transverse Mercator series).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from wardwise.methods.geometry.checks import Floats, finite, same_shape, within

# Cover of the National Grid, with a margin: beyond it a coordinate is a mistake, not a far place.
LONGITUDES, LATITUDES = (-9.5, 3.0), (49.0, 61.5)
EASTINGS, NORTHINGS = (0.0, 700_000.0), (0.0, 1_300_000.0)

Outside = Literal["refuse", "nan"]


def to_national_grid(
    longitude: ArrayLike, latitude: ArrayLike, *, outside: Outside = "refuse"
) -> tuple[Floats, Floats]:
    """Where on the National Grid is this longitude and latitude?

    Use it for every coordinate that comes in as WGS84. Do not use it outside Great Britain (Northern Ireland has
    its own grid), nor for heights.

    Parameters
    ----------
    longitude, latitude : array_like of float, any one shape
        WGS84 (or ETRS89) degrees; east and north are positive.
    outside : {"refuse", "nan"}
        What to do with rows outside OSTN15's cover: raise (the default), or answer NaN in both arrays for exactly
        those rows, when the caller counts and explains them. A missing input is refused either way.

    Returns
    -------
    easting, northing : ndarray of float64
        Metres (EPSG:27700), rounded to the millimetre, in the shape of the input.

    Raises
    ------
    ValueError
        If a value is missing or infinite, the shapes differ, or a row lies outside the cover; the message names
        the argument and counts the rows.

    Notes
    -----
    OSTN15 through the `convertbng` library. Measured on Ordnance Survey's 40 published test points: greatest error
    1 mm going in and 5 mm coming back. OSTN15 itself is good to 0.1 m against the ground. Linear time, about 0.4 s
    of CPU for a million points. An empty input gives an empty answer.

    References
    ----------
    Ordnance Survey, *OSTN15 and OSGM15 developer pack*, files `OSTN15_OSGM15_TestInput_ETRStoOSGB.txt` and
    `..._TestOutput_...`.

    Examples
    --------
    Test point TP09 of the developer pack:

    >>> easting, northing = to_national_grid([-0.11992557180], [51.48936564950])
    >>> print(easting[0], northing[0])
    530624.974 178388.464
    """
    from convertbng.cutil import convert_bng

    longitude, latitude = finite("longitude", longitude), finite("latitude", latitude)
    same_shape("longitude", longitude, "latitude", latitude)
    if outside == "refuse":
        within("longitude", longitude, *LONGITUDES, "degrees east (were longitude and latitude swapped?)")
        within("latitude", latitude, *LATITUDES, "degrees north (were longitude and latitude swapped?)")
    x, y = convert_bng(longitude.ravel(), latitude.ravel())
    if outside == "refuse":
        _refuse_gaps("longitude, latitude", x)
    return x.reshape(longitude.shape), y.reshape(longitude.shape)


def to_wgs84(easting: ArrayLike, northing: ArrayLike, *, outside: Outside = "refuse") -> tuple[Floats, Floats]:
    """What are the longitude and latitude of this place on the National Grid?

    Use it only where coordinates leave Wardwise: GeoJSON, GPX, the browser.

    Parameters
    ----------
    easting, northing : array_like of float, any one shape
        Metres (EPSG:27700).
    outside : {"refuse", "nan"}
        As in `to_national_grid`.

    Returns
    -------
    longitude, latitude : ndarray of float64
        WGS84 degrees, rounded to eight places (about a millimetre), in the shape of the input.

    Raises
    ------
    ValueError
        As in `to_national_grid`.

    Notes
    -----
    The inverse of OSTN15 has no closed form and is found by iteration: there and back again differs by at most
    5 mm on the published test points (at St Kilda; elsewhere 2 mm).

    References
    ----------
    As in `to_national_grid`.

    Examples
    --------
    >>> longitude, latitude = to_wgs84([530624.974], [178388.464])
    >>> print(round(float(longitude[0]), 7), round(float(latitude[0]), 7))
    -0.1199256 51.4893656
    """
    from convertbng.cutil import convert_lonlat

    easting, northing = finite("easting", easting), finite("northing", northing)
    same_shape("easting", easting, "northing", northing)
    if outside == "refuse":
        within("easting", easting, *EASTINGS, "metres")
        within("northing", northing, *NORTHINGS, "metres")
    x, y = convert_lonlat(easting.ravel(), northing.ravel())
    if outside == "refuse":
        _refuse_gaps("easting, northing", x)
    return x.reshape(easting.shape), y.reshape(easting.shape)


def _refuse_gaps(names: str, x: Floats) -> None:
    gaps = int(np.count_nonzero(np.isnan(x)))
    if gaps:
        raise ValueError(f"{names}: {gaps} of {x.size} rows lie outside the cover of OSTN15 (Great Britain)")


# ----- The 7-parameter shift, after the Ordnance Survey guide.

_WGS84 = (6_378_137.000, 6_356_752.3142)  # semi-axes in metres
_AIRY = (6_377_563.396, 6_356_256.909)
_SHIFT = np.array([-446.448, 125.157, -542.060])  # metres
_ROTATION = np.radians(np.array([-0.1502, -0.2470, -0.8421]) / 3600)
_SCALE = 20.4894e-6
_F0, _LATITUDE0, _LONGITUDE0, _E0, _N0 = 0.9996012717, np.radians(49.0), np.radians(-2.0), 400_000.0, -100_000.0


def to_national_grid_helmert(longitude: ArrayLike, latitude: ArrayLike) -> tuple[Floats, Floats]:
    """Where on the National Grid is this place, to about five metres, also where OSTN15 has no cover?

    Use it at sea and for checking. Where OSTN15 covers the place use `to_national_grid`: five metres are enough to
    move a point across a street and into another ward.

    Parameters
    ----------
    longitude, latitude : array_like of float, any one shape
        WGS84 degrees; -9.5 to 3.0 east, 49.0 to 61.5 north.

    Returns
    -------
    easting, northing : ndarray of float64
        Metres (EPSG:27700).

    Raises
    ------
    ValueError
        If a value is missing or out of range, or the shapes differ.

    Notes
    -----
    WGS84 to Cartesian, the seven-parameter shift, Airy 1830, transverse Mercator series. Distance from
    OSTN15 on the 40 published test points: median 1.8 m, greatest 4.9 m (St Kilda). Linear time and memory.

    References
    ----------
    Ordnance Survey (2020), v3.6, section 6.6 and annexes B.1, B.2, C.1.

    Examples
    --------
    The worked example of annex C, from WGS84, to within a metre of the printed 651409.903, 313177.270:

    >>> easting, northing = to_national_grid_helmert(1.716038, 52.657977)
    >>> print(round(float(easting)), round(float(northing)))
    651409 313177
    """
    longitude = within("longitude", longitude, *LONGITUDES, "degrees east")
    latitude = within("latitude", latitude, *LATITUDES, "degrees north")
    same_shape("longitude", longitude, "latitude", latitude)
    place = _cartesian(np.radians(longitude), np.radians(latitude), _WGS84)
    return _project(*_geographic(_shifted(place, 1.0), _AIRY))


def to_wgs84_helmert(easting: ArrayLike, northing: ArrayLike) -> tuple[Floats, Floats]:
    """What are the longitude and latitude of this place, to about five metres, also where OSTN15 has no cover?

    The inverse of `to_national_grid_helmert`; use it in the same places and no others.

    Parameters
    ----------
    easting, northing : array_like of float, any one shape
        Metres (EPSG:27700); 0 to 700,000 and 0 to 1,300,000.

    Returns
    -------
    longitude, latitude : ndarray of float64
        WGS84 degrees.

    Raises
    ------
    ValueError
        If a value is missing or out of range, or the shapes differ.

    Notes
    -----
    The shift is undone with its parameters negated, as the guide does: there and back differs by under 1 cm.

    References
    ----------
    Ordnance Survey (2020), v3.6, section 6.6 and annexes B, C.2.

    Examples
    --------
    >>> longitude, latitude = to_wgs84_helmert(651409, 313177)
    >>> print(round(float(longitude), 4), round(float(latitude), 4))
    1.716 52.658
    """
    easting = within("easting", easting, *EASTINGS, "metres")
    northing = within("northing", northing, *NORTHINGS, "metres")
    same_shape("easting", easting, "northing", northing)
    place = _cartesian(*_unproject(easting, northing), _AIRY)
    longitude, latitude = _geographic(_shifted(place, -1.0), _WGS84)
    return np.degrees(longitude), np.degrees(latitude)


def _eccentricity(axes: tuple[float, float]) -> float:
    a, b = axes
    return (a * a - b * b) / (a * a)


def _cartesian(longitude: Floats, latitude: Floats, axes: tuple[float, float]) -> Floats:
    """Annex B.1, at height nought."""
    e2 = _eccentricity(axes)
    nu = axes[0] / np.sqrt(1 - e2 * np.sin(latitude) ** 2)
    return np.stack(
        [
            nu * np.cos(latitude) * np.cos(longitude),
            nu * np.cos(latitude) * np.sin(longitude),
            (1 - e2) * nu * np.sin(latitude),
        ]
    )


def _shifted(place: Floats, sign: float) -> Floats:
    """Section 6.6: the small-angle Helmert transformation; `sign` -1 goes from OSGB36 back to WGS84."""
    rx, ry, rz = sign * _ROTATION
    scale = 1 + sign * _SCALE
    turn = np.array([[scale, -rz, ry], [rz, scale, -rx], [-ry, rx, scale]])
    move = (sign * _SHIFT).reshape(3, *([1] * (place.ndim - 1)))
    return np.asarray(np.tensordot(turn, place, axes=1) + move, dtype=np.float64)


def _geographic(place: Floats, axes: tuple[float, float]) -> tuple[Floats, Floats]:
    """Annex B.2: longitude and latitude of a Cartesian place; eight rounds are far below a micrometre."""
    x, y, z = place
    e2, p = _eccentricity(axes), np.hypot(x, y)
    latitude = np.arctan2(z, p * (1 - e2))
    for _ in range(8):
        nu = axes[0] / np.sqrt(1 - e2 * np.sin(latitude) ** 2)
        latitude = np.arctan2(z + e2 * nu * np.sin(latitude), p)
    return np.arctan2(y, x), latitude


def _meridional_arc(latitude: Floats) -> Floats:
    """Annex C.1, equation C3."""
    a, b = _AIRY
    n = (a - b) / (a + b)
    d, s = latitude - _LATITUDE0, latitude + _LATITUDE0
    return np.asarray(
        b
        * _F0
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * d
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * np.sin(d) * np.cos(s)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * np.sin(2 * d) * np.cos(2 * s)
            - 35 / 24 * n**3 * np.sin(3 * d) * np.cos(3 * s)
        )
    )


def _curvatures(latitude: Floats) -> tuple[Floats, Floats, Floats]:
    """Annex C.1, equation C2: nu, rho and eta squared."""
    e2 = _eccentricity(_AIRY)
    flat = 1 - e2 * np.sin(latitude) ** 2
    nu = _AIRY[0] * _F0 / np.sqrt(flat)
    rho = _AIRY[0] * _F0 * (1 - e2) / flat**1.5
    return nu, rho, nu / rho - 1


def _project(longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
    """Annex C.1, equations C4 and C5."""
    nu, rho, eta2 = _curvatures(latitude)
    sin, cos, t2 = np.sin(latitude), np.cos(latitude), np.tan(latitude) ** 2
    p = longitude - _LONGITUDE0
    one = _meridional_arc(latitude) + _N0
    two = nu / 2 * sin * cos
    three = nu / 24 * sin * cos**3 * (5 - t2 + 9 * eta2)
    three_a = nu / 720 * sin * cos**5 * (61 - 58 * t2 + t2**2)
    four = nu * cos
    five = nu / 6 * cos**3 * (nu / rho - t2)
    six = nu / 120 * cos**5 * (5 - 18 * t2 + t2**2 + 14 * eta2 - 58 * t2 * eta2)
    easting = _E0 + four * p + five * p**3 + six * p**5
    northing = one + two * p**2 + three * p**4 + three_a * p**6
    return easting, northing


def _unproject(easting: Floats, northing: Floats) -> tuple[Floats, Floats]:
    """Annex C.2, equations C6 to C9; iterated until the arc is met to 0.01 mm."""
    latitude = _LATITUDE0 + (northing - _N0) / (_AIRY[0] * _F0)
    for _ in range(10):
        missing = northing - _N0 - _meridional_arc(latitude)
        latitude = latitude + missing / (_AIRY[0] * _F0)
    nu, rho, eta2 = _curvatures(latitude)
    t, sec = np.tan(latitude), 1 / np.cos(latitude)
    seven = t / (2 * rho * nu)
    eight = t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta2 - 9 * t**2 * eta2)
    nine = t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4)
    ten = sec / nu
    eleven = sec / (6 * nu**3) * (nu / rho + 2 * t**2)
    twelve = sec / (120 * nu**5) * (5 + 28 * t**2 + 24 * t**4)
    twelve_a = sec / (5040 * nu**7) * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6)
    d = easting - _E0
    longitude = _LONGITUDE0 + ten * d - eleven * d**3 + twelve * d**5 - twelve_a * d**7
    return longitude, latitude - seven * d**2 + eight * d**4 - nine * d**6

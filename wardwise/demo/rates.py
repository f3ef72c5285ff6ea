"""What the town is calibrated to: facts and figures measured on real published records; no row of them is here.

Measured on the police.uk records of a town of 225,000 people, May 2021 to December 2023 (58,545 in 32 months).
"""

from __future__ import annotations

from dataclasses import dataclass

RECORDS_PER_1000_A_YEAR = 97.4

# How unequal places are. Counts by map point and by LSOA follow a lognormal closely: with these two spreads of the
# logarithm, the top 10 points of 3,099 hold 6.2% of the records, 50 hold 18%, 100 hold 26% and 500 hold 56%;
# the top 10 LSOAs of 125 hold 29%, 20 hold 43% and 40 hold 62%.
SPREAD_OF_LSOAS = 0.84
SPREAD_WITHIN_LSOAS = 0.95

NO_LOCATION_SHARE = 0.034
OUTSIDE_SHARE = 0.006


@dataclass(frozen=True)
class Category:
    """One of the 14 published categories of recorded crime and anti-social behaviour.

    `share` of all records; `season` by month, January first; `yearly` growth; `repeats`: how many further events
    one event sets off on average, near it and soon after; `affinity`: how much likelier than at a street centre;
    `centre`: how much the middle of town attracts it; `follows_patrols`: it is found by officers.
    """

    name: str
    slug: str
    share: float
    season: tuple[float, ...]
    affinity: dict[str, float]
    centre: float = 1.0
    yearly: float = 1.0
    repeats: float = 0.1
    follows_patrols: bool = False


SHOPS, SUPERMARKET, PARKING, PETROL = "Shopping Area", "Supermarket", "Parking Area", "Petrol Station"
NIGHT, PARK, SPORT, SUBWAY = "Nightclub", "Park/Open Space", "Sports/Recreation Area", "Pedestrian Subway"
HOSPITAL, STATION, COLLEGE, BUSES = (
    "Hospital",
    "Police Station",
    "Further/Higher Educational Building",
    "Bus/Coach Station",
)

CATEGORIES = (
    Category(
        "Violence and sexual offences", "violent-crime", 32.61,
        (0.85, 0.98, 1.06, 1.01, 1.09, 1.09, 1.07, 0.95, 0.99, 1.08, 0.96, 0.85),
        {NIGHT: 4, HOSPITAL: 3, STATION: 3, SHOPS: 1.6, PARKING: 1.3, BUSES: 2}, repeats=0.08,
    ),
    Category(
        "Anti-social behaviour", "anti-social-behaviour", 18.24,
        (0.87, 0.73, 0.84, 0.85, 1.16, 1.25, 1.39, 1.29, 1.07, 0.97, 0.83, 0.75),
        {PARK: 2.5, SPORT: 1.8, PETROL: 2, SHOPS: 1.7, SUPERMARKET: 1.8, SUBWAY: 1.6, BUSES: 3}, yearly=0.93,
        repeats=0.17,
    ),
    Category(
        "Public order", "public-order", 8.42,
        (0.71, 0.82, 1.01, 0.98, 1.14, 1.20, 1.20, 1.08, 1.05, 1.08, 0.93, 0.79),
        {NIGHT: 3, SHOPS: 2, SUPERMARKET: 2, PARKING: 1.5, BUSES: 3, STATION: 2, HOSPITAL: 2}, centre=1.5,
    ),
    Category(
        "Vehicle crime", "vehicle-crime", 8.34,
        (1.04, 0.95, 0.86, 0.91, 0.90, 0.92, 0.96, 1.25, 1.04, 1.12, 1.03, 1.02),
        {PARKING: 2.2, SPORT: 2, NIGHT: 0.3, SHOPS: 0.5}, centre=0.7, repeats=0.22,
    ),
    Category(
        "Other theft", "other-theft", 7.18,
        (0.88, 0.93, 1.04, 1.01, 0.96, 1.03, 1.08, 1.06, 1.05, 1.02, 0.97, 0.97),
        {PETROL: 9, SHOPS: 2, SUPERMARKET: 2, SPORT: 1.5, NIGHT: 3}, centre=1.6,
    ),
    Category(
        "Criminal damage and arson", "criminal-damage-arson", 6.92,
        (0.75, 0.86, 1.18, 1.04, 1.10, 1.16, 1.06, 1.04, 0.95, 1.06, 0.94, 0.87),
        {SUBWAY: 1.5, STATION: 2}, centre=0.8, repeats=0.15,
    ),
    Category(
        "Shoplifting", "shoplifting", 4.83,
        (0.79, 0.93, 1.00, 1.00, 0.91, 1.24, 0.93, 1.08, 1.04, 1.17, 0.89, 1.00),
        {SUPERMARKET: 260, SHOPS: 130, PETROL: 30, PARKING: 4}, centre=1.5,
    ),
    Category(
        "Burglary", "burglary", 3.79,
        (1.10, 1.19, 0.99, 0.84, 0.76, 0.80, 0.92, 0.86, 0.99, 1.11, 1.32, 1.13),
        {SHOPS: 1.2, NIGHT: 0.3, PARK: 0.2, PARKING: 0.6}, centre=0.7, repeats=0.30,
    ),
    Category(
        "Drugs", "drugs", 3.75,
        (1.14, 1.01, 1.05, 1.00, 0.97, 0.90, 1.04, 1.08, 1.10, 0.94, 0.94, 0.83),
        {STATION: 12, PARKING: 2, PARK: 2, BUSES: 4}, centre=1.3, repeats=0.0, follows_patrols=True,
    ),
    Category(
        "Other crime", "other-crime", 1.69,
        (1.07, 1.16, 1.34, 0.91, 1.03, 1.06, 1.17, 0.78, 0.84, 0.98, 0.89, 0.78),
        {STATION: 8}, repeats=0.0,
    ),
    Category(
        "Possession of weapons", "possession-of-weapons", 1.35,
        (0.91, 0.89, 1.09, 1.15, 0.97, 0.81, 1.14, 1.10, 1.03, 1.02, 0.91, 0.98),
        {STATION: 20, PARK: 3, NIGHT: 3, BUSES: 6}, centre=1.6, repeats=0.0, follows_patrols=True,
    ),
    Category(
        "Robbery", "robbery", 1.10,
        (0.69, 1.33, 1.16, 1.06, 1.10, 0.89, 1.00, 1.02, 0.92, 1.05, 0.93, 0.87),
        {PARK: 3, PARKING: 2, SUBWAY: 3, BUSES: 4, SHOPS: 2}, centre=2.2, repeats=0.10,
    ),
    Category(
        "Theft from the person", "theft-from-the-person", 1.07,
        (0.80, 0.83, 1.09, 0.88, 0.99, 1.11, 1.28, 1.09, 0.85, 1.18, 0.85, 1.06),
        {NIGHT: 15, SHOPS: 15, BUSES: 20, SUPERMARKET: 5, PARKING: 2}, centre=4.0,
    ),
    Category(
        "Bicycle theft", "bicycle-theft", 0.71,
        (0.85, 0.53, 0.53, 0.61, 1.14, 1.62, 1.05, 1.11, 1.43, 1.14, 1.08, 0.92),
        {COLLEGE: 12, HOSPITAL: 10, SHOPS: 6, BUSES: 8, SPORT: 3}, centre=1.8,
    ),
)  # fmt: skip
SLUGS = tuple(category.slug for category in CATEGORIES)
ASB = SLUGS.index("anti-social-behaviour")

# The latest known outcome of a crime, by category, in shares of its crimes that are older than half a year.
NO_SUSPECT = "Investigation complete; no suspect identified"
NO_EVIDENCE = "Unable to prosecute suspect"
COURT = "Court result unavailable"
LOCAL = "Local resolution"
CAUTION = "Offender given a caution"
NOT_IN_INTEREST = "Formal action is not in the public interest"
OTHER_BODY = "Action to be taken by another organisation"
UNDER_INVESTIGATION = "Under investigation"
USUAL_OUTCOMES = {NO_SUSPECT: 0.60, NO_EVIDENCE: 0.33, COURT: 0.04, LOCAL: 0.02, OTHER_BODY: 0.01}
OUTCOMES = {
    "violent-crime": {
        NO_EVIDENCE: 0.72, NO_SUSPECT: 0.15, COURT: 0.06, OTHER_BODY: 0.045, LOCAL: 0.017, CAUTION: 0.008
    },
    "public-order": {NO_EVIDENCE: 0.58, NO_SUSPECT: 0.32, COURT: 0.06, LOCAL: 0.02, NOT_IN_INTEREST: 0.02},
    "vehicle-crime": {NO_SUSPECT: 0.865, NO_EVIDENCE: 0.115, COURT: 0.02},
    "burglary": {NO_SUSPECT: 0.78, NO_EVIDENCE: 0.15, COURT: 0.07},
    "drugs": {LOCAL: 0.35, COURT: 0.29, NO_EVIDENCE: 0.17, NOT_IN_INTEREST: 0.10, NO_SUSPECT: 0.05, CAUTION: 0.04},
    "possession-of-weapons": {NO_EVIDENCE: 0.31, COURT: 0.31, NOT_IN_INTEREST: 0.26, NO_SUSPECT: 0.07, CAUTION: 0.05},
    "shoplifting": {NO_SUSPECT: 0.75, NO_EVIDENCE: 0.12, COURT: 0.08, LOCAL: 0.05},
}  # fmt: skip
# Of a crime's outcomes, how many are published in its own month, and how many months later the rest are.
OUTCOME_LAG_MONTHS = (0.63, 0.23, 0.06, 0.03, 0.015, 0.01, 0.025)

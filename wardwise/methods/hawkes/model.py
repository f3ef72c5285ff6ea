"""What a fit leaves behind."""

from __future__ import annotations

from dataclasses import dataclass

from wardwise.methods.doors import Floats
from wardwise.methods.hawkes.area import StudyArea
from wardwise.methods.hawkes.trend import Trend


@dataclass(frozen=True)
class Background:
    """A mixture of k kernel densities of the n events, weighted by their chance of being background.

    Attributes
    ----------
    shares : ndarray, shape (k + 1,)
        Of the densities; the last share lies evenly over the area.
    neighbours : ndarray, shape (k,)
        About how many other events each kernel holds; 0 for densities of one bandwidth.
    bandwidths_m : ndarray of float64, shape (k, n)
        The bandwidth of each event in each density.
    """

    shares: Floats
    neighbours: Floats
    bandwidths_m: Floats


@dataclass(frozen=True)
class Fitted:
    """A self-exciting model of n events, in the order in which they were given.

    Attributes
    ----------
    theta : float
        Events that one event brings directly, on average: the share of triggered events in a long, steady period.
    omega_per_day, sigma_m : float
        1 / the mean delay in days; standard deviation of the distance east and north in metres. NaN where theta is 0.
    theta_error, omega_error, sigma_error : float
        Standard errors; NaN where nothing is triggered.
    background_events : float
        How many of the events the background explains.
    background : Background
        How the background lies over the area.
    trend : Trend
        The background's factors by weekday and time of year.
    x, y, days : ndarray, shape (n,)
        The events.
    background_chance : ndarray, shape (n,)
        The chance that each event was not triggered.
    intensity : ndarray, shape (n,)
        Of the whole model at each event, the event itself left out; per square metre and day.
    log_likelihood : float
        Of all events, each left out of its own background.
    pairs, steps : int
        Near pairs, and steps taken.
    converged : bool
        False if the steps ran out first.
    area, start_day, end_day, reach_m, reach_days, finest_m
        As given.
    """

    theta: float
    omega_per_day: float
    sigma_m: float
    theta_error: float
    omega_error: float
    sigma_error: float
    background_events: float
    background: Background
    trend: Trend
    x: Floats
    y: Floats
    days: Floats
    background_chance: Floats
    intensity: Floats
    log_likelihood: float
    pairs: int
    steps: int
    converged: bool
    area: StudyArea
    start_day: float
    end_day: float
    reach_m: float
    reach_days: float
    finest_m: float

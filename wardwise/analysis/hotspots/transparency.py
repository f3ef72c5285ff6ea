"""The transparency record of the ranking of places, kept beside the code that ranks.

It follows the Algorithmic Transparency Recording Standard's two tiers. The same text is docs/transparency/
hotspot-ranking.md (a test holds them equal) and a page of the desk. What only the partnership can say is marked so.
"""

from __future__ import annotations

from dataclasses import dataclass

LOCAL = "For the partnership to complete before it is published:"


@dataclass(frozen=True)
class Section:
    """A heading of the record with its questions and answers."""

    title: str
    answers: tuple[tuple[str, str], ...]


RECORD = (
    Section(
        "Tier 1: in short",
        (
            ("Name", "Ranking of places by recorded incidents (Wardwise, “Explore”)"),
            (
                "What it does",
                "It counts recorded incidents by shared map point and small area (LSOA), computes rates with "
                "intervals, and marks small areas whose neighbourhood holds more, or fewer, than chance would "
                "give.",
            ),
            (
                "Why it is used",
                "To show where recorded harm gathers, so that people who know the place can decide where to look "
                "closer. It does not score, rank or predict any person.",
            ),
            (
                "Who decides",
                "A person. Nothing is sent, stopped, patrolled or published by it; a decision to act is recorded "
                "in a problem file or an operation, with its reasons.",
            ),
            ("Owner and contact", f"{LOCAL} the responsible organisation, its senior owner and a public address."),
        ),
    ),
    Section(
        "Tier 2: how it works",
        (
            (
                "Data",
                "Police-recorded crime and anti-social behaviour as published by data.police.uk (Open Government "
                "Licence v3.0), reports from residents and partners without names; boundaries and populations of "
                "the Office for National Statistics. No name, address, ethnicity or free text is in the store it "
                "reads.",
            ),
            (
                "Formula",
                "Rates per 1,000 residents and year with exact Poisson intervals; steadied rates by Marshall's "
                "empirical Bayes estimator; Getis-Ord Gi* over touching areas with its exact permutation "
                "distribution, one-sided, and Benjamini-Hochberg control of the share of false discoveries at 5%. "
                "See docs/methods.",
            ),
            (
                "Does not use",
                "Machine learning, personal data, deprivation scores, predictions, or data bought from brokers.",
            ),
            (
                "Feedback",
                "Drug and weapon offences are mostly found by police activity: ranking by them sends officers "
                "where officers were. The page always computes the ranking again without such records and names "
                "the areas that change.",
            ),
            (
                "Known limits",
                "Map points are shared and move (in Bedfordshire in July 2022); months have no days; not all that "
                "happens is reported, and reporting differs between groups and places; residents are not the "
                "people at risk in a town centre; areas at the edge have neighbours that are not seen; a high "
                "place falls again by chance.",
            ),
            (
                "How it was tested",
                "Against the printed examples of the papers, against counting all arrangements by hand, and by "
                "simulation: without a pattern, p-values are uniform and false discoveries stay under 5%; planted "
                "hot areas are found.",
            ),
            (
                "Risks and how they are met",
                "Labelling a neighbourhood: public pages never rank wards and never use the word hot spot. Small "
                "numbers: intervals are shown and public counts suppressed. Over-policing: see Feedback, and the "
                "equality section of each operation's evaluation.",
            ),
            (
                "Oversight",
                "Every file taken out is recorded as a run that can be repeated to the bit, and in the audit. "
                f"{LOCAL} impact assessments (data protection, equality), the date of the next review.",
            ),
        ),
    ),
)


def as_markdown() -> str:
    """The record as a page of the documentation."""
    lines = [
        "# Transparency record: ranking of places",
        "",
        "A draft to the Algorithmic Transparency Recording Standard. It is kept beside the code that ranks",
        "(`wardwise/analysis/hotspots/transparency.py`); a test holds the two equal.",
        "",
    ]
    for section in RECORD:
        lines += [f"## {section.title}", ""]
        for question, answer in section.answers:
            lines += [f"**{question}.** {answer}", ""]
    return "\n".join(lines).rstrip() + "\n"

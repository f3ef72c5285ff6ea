"""What each code of the audit says in words. A test looks through all features for a code without its words."""

from __future__ import annotations

from django.apps import apps

# verb of the audit: what somebody did, as the second half of "Mary Okafor ..."
WORDS = {
    "analysis.exported": "took a file out of the explore page",
    "area_pages.approved": "put a ward's figures on the public site",
    "area_pages.contact_changed": "changed the contact of a ward",
    "area_pages.discarded": "threw a draft of a ward page away",
    "area_pages.lines_changed": "changed the lines of a ward page",
    "area_pages.prepared": "prepared a draft of a ward page",
    "area_pages.replaced": "replaced a ward page by a later one",
    "area_pages.withdrawn": "took a ward's figures down",
    "audit.read": "read the audit",
    "ingest.areas_matched": "matched the records to the areas again",
    "ingest.police_uk_loaded": "loaded police data",
    "jobs.cancelled": "cancelled work in progress",
    "jobs.started": "started work",
    "operations.activity_logged": "logged an activity",
    "operations.activity_withdrawn": "took an activity back",
    "operations.aim_added": "added an aim",
    "operations.aim_dropped": "took an aim away",
    "operations.changed": "changed the plan of an operation",
    "operations.figure_approved": "approved a figure for the public",
    "operations.figure_corrected": "corrected a figure",
    "operations.figure_recorded": "recorded a figure",
    "operations.figure_withdrawn": "took a figure back",
    "operations.line_approved": "approved a sentence for the public",
    "operations.line_dropped": "took a sentence away",
    "operations.line_written": "wrote a sentence for the public",
    "operations.moved": "moved an operation to another state",
    "operations.partner_dropped": "took a partner out of an operation",
    "operations.partner_set": "named a partner of an operation",
    "operations.phase_added": "added a phase",
    "operations.phase_changed": "changed a phase",
    "operations.phase_dropped": "took a phase away",
    "operations.planned": "planned an operation",
    "operations.published": "published an operation",
    "operations.unpublished": "took an operation off the public site",
    "outcomes.design_changed": "changed the design of an evaluation",
    "outcomes.design_discarded": "threw the draft of an evaluation away",
    "outcomes.design_drafted": "drafted an evaluation",
    "outcomes.design_fixed": "fixed the design of an evaluation",
    "outcomes.verdict_made": "ran an evaluation",
    "outcomes.verdict_noted": "wrote notes on a verdict",
    "outcomes.verdict_published": "published a verdict",
    "partners.access_reviewed": "reviewed who has access",
    "partners.agreement_renewed": "renewed a sharing agreement",
    "partners.agreement_signed": "recorded a sharing agreement",
    "partners.appointed": "gave somebody a role",
    "partners.areas_covered": "changed the areas the partnership covers",
    "partners.membership_ended": "ended a membership",
    "partners.organisation_admitted": "admitted an organisation",
    "partners.partnership_changed": "changed what the partnership says of itself",
    "partners.partnership_created": "founded the partnership",
    "partners.password_renewed": "renewed a password",
    "partners.person_forgotten": "removed the name of somebody who left a year ago",
    "partners.second_step_forgotten": "took a lost second step away",
    "partners.person_added": "added a person",
    "partners.post_ended": "ended a role",
    "partners.posts_ended": "ended every role of a person",
    "places.boundaries_loaded": "loaded boundaries",
    "places.look_up_loaded": "loaded a look-up between two sets of areas",
    "places.population_loaded": "loaded populations",
    "problems.assessed": "wrote the assessment of a problem",
    "problems.closed": "closed a problem",
    "problems.edited": "changed a problem file",
    "problems.evidence_added": "linked evidence to a problem",
    "problems.evidence_removed": "took evidence away from a problem",
    "problems.hypothesis_added": "added a hypothesis",
    "problems.hypothesis_judged": "judged a hypothesis",
    "problems.opened": "opened a problem",
    "problems.peer_checked": "checked a colleague's problem file",
    "problems.reopened": "opened a problem again",
    "problems.stage_moved": "moved a problem to another stage",
    "reports.accept": "took a report up",
    "reports.acknowledge": "noted that the person who reported was told",
    "reports.advise": "gave advice on a report",
    "reports.close": "closed a report",
    "reports.contact_opened": "looked at how to reach the person who reported",
    "reports.contact_withdrawn": "asked not to be contacted any more",
    "reports.correct": "corrected a report",
    "reports.forgotten": "deleted the personal data of a report",
    "reports.link": "linked a report to a problem",
    "reports.mark_read": "read what was added to a report",
    "reports.merge": "marked a report as the same as another",
    "reports.opened": "opened a report",
    "reports.photo_opened": "looked at the photo of a report",
    "reports.received": "sent or took a report",
    "reports.reopen": "opened a report again",
    "reports.route": "passed a report on",
    "reports.undo_route": "took back a report that was passed on",
    "reports.unlink": "took a report away from a problem",
    "reports.unmerge": "separated a report from another",
    "reports.words_added": "added something to a report",
    "runs.kept": "kept a run of an analysis",
    "signposts.changed": "changed a block of the public site",
    "signposts.put_up": "put a block on the public site",
    "signposts.taken_down": "took a block off the public site",
}


def did(verb: str) -> str:
    """What was done, in words; a code that has none is read out."""
    if verb in WORDS:
        return WORDS[verb][:1].upper() + WORDS[verb][1:]
    feature, _, act = verb.partition(".")
    return f"{feature}: {act}".replace("_", " ").strip(": ").capitalize()


def record(subject: str) -> str:
    """Which record: "Report 12" for `reports.report:12`. What is no record of ours stays as it is."""
    label, _, key = subject.partition(":")
    try:
        name = str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return subject
    return f"{name[:1].upper()}{name[1:]} {key}"

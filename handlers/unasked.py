"""Every place from which a message goes to a person: by which gate where nobody asked, or who asked and waits."""

from collections.abc import Mapping

# Said of our own accord: the capability's verb that asks the gate (capabilities/nudges.py) for quiet hours by the
# person's own clock, their absence and, but for what is owed to them, their budget. What may not be said waits there.
GATED: Mapping[str, str] = {
    "brief_proposals.jobs.tell_owner": "brief/proposing/telling.py to_tell_owner",
    "brief_proposals.jobs.tell_writer": "brief/proposing/telling.py to_tell_writer",
    "brief_review_by.jobs.tell": "brief/review_by.py to_tell",
    "channel_reminding._told": "channels/reminding.py _claim",
    "channel_spikes.jobs.tell.say": "digest/spikes.py look",
    "channel_work.jobs.assigned.say": "channels/__init__.py _tell",
    "channel_work.jobs.tell.say": "channels/reporting.py report",
    "digest_posting._copy.send": "digest/sending.py copies",
    "digest_posting._tell": "digest/sending.py tell",
    "field_answers.Answers.tell_owner": "field/giving.py tells_owner",
    "goals.jobs.ask.tell": "goals/__init__.py propose",
    "goals.jobs.tell_one": "goals/__init__.py tells",
    "pitch_outcomes.jobs.follow_up": "pitch/outcomes.py follow_up",
    # The owner of a gap or of an answer. Where somebody asked for a person, it is passed on at once and counted.
    "question_telling.jobs.reach": "questions/asking_owner.py to_tell",
}

# Asked for, so that somebody waits for it now, whatever the hour.
ASKED_FOR: Mapping[str, str] = {
    "brief.jobs.file": "who sent the brief",
    "brief_proposals.jobs.propose.answer": "who asked for a look",
    "brief_proposals.jobs.decided": "who proposed the line waits for what is decided of it",
    "brief_reviews.jobs": "who saved the draft, or asked for the file",
    "channel_files": "who sent the file of weeks",
    "channel_places": "who linked the Slack channel, of why it cannot be read",
    "channel_work.jobs.export": "who asked for the file",
    "channel_work._line": "nobody's own messages: a line beneath a digest",
    "digest_posting._post_all": "nobody's own messages: the digest in its channel",
    "digest_posting._in_thread": "nobody's own messages: the digest's thread",
    "faults": "who did what could not be done",
    "field_answers.Answers._post": "who logged the note",
    "field_answers.Answers.reread": "who logged the note, a moment ago",
    "field_capture.jobs.reaction": "who reacted to a message to have it logged",
    "imports": "who sent the file of notes",
    "pitch.jobs.draft": "who asked for the pitch",
    "pitch_outcomes.jobs.problem": "a colleague's words passed on to whom they name, counted; and the thanks for them",
    "posting": "the one way out that all of these use",
    "question_answers": "who asked the question",
    "question_delivery": "who asked the question",
    "question_places": "who asked the question",
    "question_telling.jobs.say": "who had the question sent to somebody",
    "rooms.sorry": "who waits for work that was given up",
    "sharing": "who pressed Share",
    "streaming": "who asked the question",
}

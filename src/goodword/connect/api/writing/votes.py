"""Votes, "helpful" and "same here". Each person has one; saying it again changes it and never counts twice (R11)."""

from goodword.connect.api.access import writer
from goodword.connect.api.doors import GONE, NOT_FOUND, writes
from goodword.connect.api.inputs import NewVote
from goodword.connect.api.paging import Id, only
from goodword.connect.api.shapes import MySameHere, MyVote, Told
from goodword.connect.api.writing.replies import standing_reply
from goodword.connect.api.writing.topics import standing_topic
from goodword.conversations.actions import same_here, votes
from goodword.conversations.models import Reply, Topic
from goodword.core.http import Request

SCOPE = "votes:write"


@writes("PUT", "/topics/{int:topic_id}/vote", MyVote, NOT_FOUND, GONE, tag="votes", scope=SCOPE)
def vote_topic(request: Request, topic_id: Id, said: NewVote) -> Told:
    """Vote for an idea, or say that a review helped."""
    only(request)
    return _vote(standing_topic(request, topic_id), said, request)


@writes("DELETE", "/topics/{int:topic_id}/vote", None, NOT_FOUND, GONE, tag="votes", scope=SCOPE)
def take_topic_vote_back(request: Request, topic_id: Id) -> None:
    """Take one's vote back. Twice changes nothing."""
    only(request)
    votes.take_back(standing_topic(request, topic_id), by=writer(request))


@writes("PUT", "/replies/{int:reply_id}/vote", MyVote, NOT_FOUND, GONE, tag="votes", scope=SCOPE)
def vote_reply(request: Request, reply_id: Id, said: NewVote) -> Told:
    """Say that a reply helped, or that it did not."""
    only(request)
    return _vote(standing_reply(request, reply_id), said, request)


@writes("DELETE", "/replies/{int:reply_id}/vote", None, NOT_FOUND, GONE, tag="votes", scope=SCOPE)
def take_reply_vote_back(request: Request, reply_id: Id) -> None:
    """Take that back. Twice changes nothing."""
    only(request)
    votes.take_back(standing_reply(request, reply_id), by=writer(request))


@writes("PUT", "/topics/{int:topic_id}/same-here", MySameHere, NOT_FOUND, GONE, tag="votes", scope=SCOPE)
def say_same_here(request: Request, topic_id: Id) -> Told:
    """Say that one has the same question, and follow it. Twice changes nothing."""
    only(request)
    row = same_here.say_same_here(standing_topic(request, topic_id), by=writer(request))
    return {"topic_id": topic_id, "at": row.at}


@writes("DELETE", "/topics/{int:topic_id}/same-here", None, NOT_FOUND, GONE, tag="votes", scope=SCOPE)
def take_same_here_back(request: Request, topic_id: Id) -> None:
    """Take that back, and the following with it. Twice changes nothing."""
    only(request)
    same_here.take_back_same_here(standing_topic(request, topic_id), by=writer(request))


def _vote(post: Topic | Reply, said: NewVote, request: Request) -> Told:
    row = votes.vote(post, by=writer(request), value=said.value, because=said.because)
    row.refresh_from_db()
    return {"value": row.value, "because": row.because, "at": row.at}

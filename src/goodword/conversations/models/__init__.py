"""What people say to each other."""

from goodword.conversations.models.answers import Acceptance, Confirmation, Outdating
from goodword.conversations.models.ideas import IdeaDetail, StatusChange
from goodword.conversations.models.places import Space, Tag, TagSynonym
from goodword.conversations.models.posts import (
    Draft,
    ImportedTally,
    PostPicture,
    Reply,
    Revision,
    SameHere,
    Topic,
    Vote,
)
from goodword.conversations.models.reviews import ReviewDetail, ReviewUpdate
from goodword.conversations.models.states import Withdrawal, Withholding

__all__ = [
    "Acceptance",
    "Confirmation",
    "Draft",
    "IdeaDetail",
    "ImportedTally",
    "Outdating",
    "PostPicture",
    "Reply",
    "ReviewDetail",
    "ReviewUpdate",
    "Revision",
    "SameHere",
    "Space",
    "StatusChange",
    "Tag",
    "TagSynonym",
    "Topic",
    "Vote",
    "Withdrawal",
    "Withholding",
]

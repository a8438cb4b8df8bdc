"""Topics and replies, their history, votes, pictures and drafts."""

from functools import lru_cache

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language

from goodword.catalog.models import Product
from goodword.conversations.models.places import Space, Tag
from goodword.conversations.models.states import Withdrawal, Withholding
from goodword.core.puids import new_puid
from goodword.core.text import tail
from goodword.people.models import Picture

PERSON = settings.AUTH_USER_MODEL


class State(models.TextChoices):
    """Where a text stands. There is no state that hides a text without a row that says who did it and why."""

    PUBLISHED = "published"
    WITHHELD = "withheld"
    WITHDRAWN = "withdrawn"


class Post(models.Model):
    """What topics and replies share: a writer, words, a state, a frozen label."""

    puid = models.CharField(max_length=32, unique=True, default=new_puid)
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    written_as = models.CharField(
        max_length=20, blank=True
    )  # "staff" | "champion" | "maker" | "": frozen when written (law 6)
    connection = models.CharField(
        max_length=120, blank=True
    )  # what ties the writer to the shop, in public words
    body = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PUBLISHED)
    withholding = models.OneToOneField(
        Withholding, null=True, on_delete=models.PROTECT, related_name="%(class)s"
    )
    withdrawal = models.OneToOneField(
        Withdrawal, null=True, on_delete=models.PROTECT, related_name="%(class)s"
    )
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    helpful_count = models.PositiveIntegerField(default=0)
    unhelpful_count = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=60, blank=True)
    source_id = models.CharField(max_length=60, blank=True)
    source_link = models.URLField(max_length=500, blank=True)
    licence = models.CharField(max_length=60, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="withheld", withholding__isnull=False)
                | models.Q(~models.Q(state="withheld"), withholding__isnull=True),
                name="%(class)s_withheld_on_record",
            ),
            models.CheckConstraint(
                condition=models.Q(state="withdrawn", withdrawal__isnull=False)
                | models.Q(~models.Q(state="withdrawn"), withdrawal__isnull=True),
                name="%(class)s_withdrawn_by_writer",
            ),
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~models.Q(source=""),
                name="one_%(class)s_a_source_id",
            ),
        ]

    @property
    def source_ref(self) -> str | None:
        """`source:id` of an imported text."""
        return f"{self.source}:{self.source_id}" if self.source else None


class Topic(Post):
    """The beginning of a conversation: a question, an idea, a review, a story."""

    class Kind(models.TextChoices):
        QUESTION = "question"
        IDEA = "idea"
        REVIEW = "review"
        STORY = "story"

    class Audience(models.TextChoices):
        EVERYONE = "everyone"
        STAFF = "staff"  # its writer and the staff

    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=300)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.EVERYONE)
    space = models.ForeignKey(Space, null=True, on_delete=models.PROTECT, related_name="+")
    tags = models.ManyToManyField(Tag, related_name="topics", db_table="conversations_topic_tags")
    about = models.ManyToManyField(Product, related_name="+", db_table="conversations_topic_about")
    duplicate_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="duplicates")
    archived_at = models.DateTimeField(null=True)
    reuse_consent_at = models.DateTimeField(null=True)  # stories: the writer lets the shop show it elsewhere
    active_at = models.DateTimeField()
    first_staff_reply_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)  # first reply by somebody else
    solved_at = models.DateTimeField(null=True)  # first acceptance that stands
    reply_count = models.PositiveIntegerField(default=0)
    accepted_count = models.PositiveIntegerField(default=0)
    same_here_count = models.PositiveIntegerField(default=0)
    vote_count = models.PositiveIntegerField(default=0)

    class Meta(Post.Meta):
        abstract = False
        indexes = [
            models.Index(fields=["kind", "-active_at", "-id"], name="topics_by_activity"),
            models.Index(fields=["kind", "-created_at", "-id"], name="topics_by_age"),
            models.Index(fields=["kind", "-solved_at", "-id"], name="topics_by_solution"),
            models.Index(fields=["author", "kind", "-created_at"], name="topics_of_author"),
            models.Index(fields=["space", "-active_at", "-id"], name="topics_of_space"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address of the topic, by kind."""
        return _address(get_language() or "", self.kind, self.pk, self.title)


@lru_cache(maxsize=4096)
def _address(language: str, kind: str, pk: int, title: str) -> str:
    """Each reply on a page names the address of its topic twice; the language stands in it."""
    return reverse(f"conversations:{kind}", args=[pk, tail(title)])


class Reply(Post):
    """An answer or a remark under a topic. `parent`: the reply it is a short reply to."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="replies")
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="children")
    quoted = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    official = models.BooleanField(default=False)  # the company's one answer to a review or an idea
    rank = models.SmallIntegerField(default=0)  # order class: 2 official, 1 accepted, 0 plain, -1 out of date
    works_count = models.PositiveIntegerField(default=0)
    fails_count = models.PositiveIntegerField(default=0)
    works_at = models.DateTimeField(null=True)

    class Meta(Post.Meta):
        abstract = False
        indexes = [
            models.Index(fields=["topic", "-rank", "created_at", "id"], name="replies_in_order"),
            models.Index(
                fields=["topic", "-rank", "-created_at", "-id"],
                name="answers_newest",
                condition=models.Q(parent__isnull=True),
            ),
            models.Index(fields=["author", "-created_at"], name="replies_of_author"),
        ]
        constraints = [
            *Post.Meta.constraints,
            models.UniqueConstraint(
                fields=["topic"],
                condition=models.Q(official=True, state="published"),
                name="one_official_answer",
            ),
        ]

    def get_absolute_url(self) -> str:
        """The address of this reply within its topic."""
        return f"{self.topic.get_absolute_url()}#reply-{self.pk}"


class Revision(models.Model):
    """What a text said before an edit."""

    topic = models.ForeignKey(Topic, null=True, on_delete=models.CASCADE, related_name="revisions")
    reply = models.ForeignKey(Reply, null=True, on_delete=models.CASCADE, related_name="revisions")
    title = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(topic__isnull=True) ^ models.Q(reply__isnull=True), name="revision_of_one"
            )
        ]


class Vote(models.Model):
    """One person's word on a text: +1 for an idea, helpful (+1) or not (-1) for a reply or a review; a because if they wish."""

    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, null=True, on_delete=models.CASCADE, related_name="votes")
    reply = models.ForeignKey(Reply, null=True, on_delete=models.CASCADE, related_name="votes")
    value = models.SmallIntegerField()
    because = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "topic"], name="one_vote_a_topic"),
            models.UniqueConstraint(fields=["person", "reply"], name="one_vote_a_reply"),
            models.CheckConstraint(
                condition=models.Q(topic__isnull=True) ^ models.Q(reply__isnull=True), name="vote_on_one"
            ),
            models.CheckConstraint(condition=models.Q(value__in=[-1, 1]), name="vote_up_or_down"),
        ]


class SameHere(models.Model):
    """Somebody has the same question; they hear once when it is solved."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="same_here")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "person"], name="same_here_once")]


class PostPicture(models.Model):
    """A picture used in a text."""

    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, null=True, on_delete=models.CASCADE, related_name="pictures")
    reply = models.ForeignKey(Reply, null=True, on_delete=models.CASCADE, related_name="pictures")
    caption = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)


class Draft(models.Model):
    """What a member has begun to write, kept on the server until it is sent."""

    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    fields = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="one_draft_a_form")]


class ImportedTally(models.Model):
    """Votes that came without voters: shown as "n on SOURCE", outside every count of ours (R11)."""

    topic = models.OneToOneField(Topic, null=True, on_delete=models.CASCADE, related_name="imported_tally")
    reply = models.OneToOneField(Reply, null=True, on_delete=models.CASCADE, related_name="imported_tally")
    up = models.PositiveIntegerField(default=0)
    down = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=60)

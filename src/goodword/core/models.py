"""Nouns that know nothing of the domain: the outbox, the public log, receipts, jobs, the search index, site settings."""

from django.db import models


class EventRecord(models.Model):
    """One thing that happened, written in the transaction that did it: the outbox of the house."""

    name = models.CharField(max_length=100)
    payload = models.JSONField()
    at = models.DateTimeField()
    quiet = models.BooleanField(default=False)  # imports and the demo: nobody is told
    dispatched_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="event_waiting", condition=models.Q(dispatched_at__isnull=True)),
        ]


class Leaf(models.Model):
    """One line of the public log. The database refuses to change or delete one (see migration 0002)."""

    seq = models.PositiveBigIntegerField(unique=True)
    kind = models.CharField(max_length=40)
    line = models.TextField()
    at = models.DateTimeField()


class Opening(models.Model):
    """The salt and value behind a commitment in a leaf; deleting it erases the value and leaves the log whole."""

    leaf = models.ForeignKey(Leaf, on_delete=models.PROTECT, related_name="openings")
    field = models.CharField(max_length=40)
    salt = models.BinaryField(max_length=32)
    value = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["leaf", "field"], name="one_opening_a_field")]


class Receipt(models.Model):
    """Proof that something was received, written with it. Never updated, never deleted: the left side of law 3."""

    puid = models.CharField(max_length=32, unique=True)
    about_kind = models.CharField(max_length=20)
    about_id = models.PositiveBigIntegerField()
    subject_puid = models.CharField(max_length=32, unique=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["about_kind", "about_id"], name="receipts_about")]


class Job(models.Model):
    """A piece of work on the lease table: ready, leased by a worker, done or dead."""

    class State(models.TextChoices):
        READY = "ready"
        LEASED = "leased"
        DONE = "done"
        DEAD = "dead"

    task = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=200, null=True, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.READY)
    run_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "run_at"], name="jobs_to_do")]


class SearchDocument(models.Model):
    """What can be found of one object: its folded words. The objects themselves are asked of the gate."""

    kind = models.CharField(max_length=20)
    object_id = models.PositiveBigIntegerField()
    facet = models.CharField(max_length=20)
    audience = models.CharField(max_length=20)
    answered = models.BooleanField(default=False)
    title = models.TextField()
    body = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="one_document_an_object")]


class SearchVector(models.Model):
    """What one document says, as a vector of small integers (core.meaning). A row is replaced, never changed: the newest id counts."""

    class State(models.TextChoices):
        WAITING = "waiting"  # for the worker
        THERE = "there"
        NONE = "none"  # in a language the model does not know
        GONE = "gone"  # left the index; kept for a day, empty

    kind = models.CharField(max_length=20)
    object_id = models.PositiveBigIntegerField()
    facet = models.CharField(max_length=20, blank=True)
    audience = models.CharField(max_length=20, blank=True)
    answered = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    vector = models.BinaryField(default=bytes, max_length=384)
    digest = models.CharField(max_length=24, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="one_vector_an_object")]
        indexes = [
            models.Index(fields=["id"], name="vectors_waiting", condition=models.Q(state="waiting")),
        ]


class SearchWord(models.Model):
    """A word of the public documents and how many hold it: for rare words first, and for mending typos."""

    word = models.CharField(max_length=40, unique=True)
    documents = models.PositiveIntegerField(default=0)


class Setting(models.Model):
    """One site setting that the owner changed; the registry has its meaning and its default."""

    key = models.CharField(max_length=60, primary_key=True)
    value = models.JSONField()
    changed_at = models.DateTimeField()


class DailyCount(models.Model):
    """How often something happened on a day, without person, time or address (law 5)."""

    name = models.CharField(max_length=40)
    object_id = models.PositiveBigIntegerField(default=0)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "object_id", "day"], name="one_count_a_day")]


class OnceKey(models.Model):
    """A form that was sent: the key it carried and the address its sender was led to. A second sending is led there too."""

    key = models.CharField(max_length=120, unique=True)
    outcome = models.CharField(max_length=500)
    at = models.DateTimeField()


class Limit(models.Model):
    """How often something was tried in the present stretch of time, under a digest that names nobody."""

    name = models.CharField(max_length=64, primary_key=True)
    used = models.PositiveIntegerField()
    ends_at = models.PositiveBigIntegerField(db_index=True)  # milliseconds since 1970

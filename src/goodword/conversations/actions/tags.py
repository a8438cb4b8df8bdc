"""Tags: made when first used, merged with all that hangs on them, known by other spellings."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goodword.conversations import policy
from goodword.conversations.events import TagsMerged
from goodword.conversations.models import Tag, TagSynonym, Topic
from goodword.conversations.queries.visible import topics_open_to
from goodword.core.errors import Conflict, Invalid, NotAllowed
from goodword.core.events import publish
from goodword.core.text import clean_line, clean_text, slug
from goodword.core.viewer import ANONYMOUS
from goodword.people.actions.follows import hand_on_followers
from goodword.people.models import Person
from goodword.people.queries import viewer_of

MOST = 5  # tags on one topic


@transaction.atomic
def tags_from_words(text: str, *, field: str = "tags") -> list[Tag]:
    """The tags that a line such as "islands, posting" names; unknown ones are made, synonyms lead to their tag.

    Raises Invalid when there are more than five or one is too long.
    """
    names = list(dict.fromkeys(clean_line(part, 81) for part in text.replace(";", ",").split(",")))
    names = [name for name in names if name and slug(name) != "-"]
    if len(names) > MOST:
        raise Invalid(_("Five tags are enough."), field=field)
    if any(len(name) > 40 for name in names):
        raise Invalid(_("A tag is a word or two, at most 40 characters."), field=field)
    found = {tag_named(name).pk: tag_named(name) for name in names}
    return list(found.values())


def tag_named(name: str) -> Tag:
    """The tag behind a word: itself, the heir it was merged into, or the tag it is another spelling of; made if there is none."""
    key = slug(name)
    synonym = TagSynonym.objects.select_related("tag__merged_into").filter(slug=key).first()
    if synonym:
        return synonym.tag.merged_into or synonym.tag
    tag, _new = Tag.objects.select_related("merged_into").get_or_create(slug=key, defaults={"name": name})
    return tag.merged_into or tag


@transaction.atomic
def tag_topic(topic: Topic, tags: Iterable[Tag]) -> None:
    """Give a topic exactly these tags and keep their counts."""
    before = set(topic.tags.values_list("pk", flat=True))
    topic.tags.set(tags)
    count_topics(before | set(topic.tags.values_list("pk", flat=True)))


def count_topics(tag_ids: Iterable[int]) -> None:
    """Set how many public topics these tags have."""
    for tag in Tag.objects.filter(pk__in=list(tag_ids)).order_by("pk"):
        count = tag.topics.filter(topics_open_to(ANONYMOUS)).count()
        if count != tag.topic_count:
            Tag.objects.filter(pk=tag.pk).update(topic_count=count)


@transaction.atomic
def edit_tag(tag: Tag, *, by: Person, name: str, line: str = "") -> Tag:
    """Change the name and the words of a tag; its address stays. Raises NotAllowed, Invalid."""
    _must_edit(by)
    name = clean_line(name, 81)
    if not name or len(name) > 80:
        raise Invalid(_("A tag needs a name of at most 80 characters."), field="name")
    tag.name, tag.line = name, clean_text(line)[:2000]
    tag.save(update_fields=["name", "line"])
    return tag


@transaction.atomic
def add_synonym(tag: Tag, word: str, *, by: Person) -> TagSynonym:
    """Make another spelling lead to a tag. Raises NotAllowed, Invalid, Conflict (a tag or a synonym of that spelling exists)."""
    _must_edit(by)
    key = slug(clean_line(word, 80))
    if key == "-":
        raise Invalid(_("Write the other spelling."), field="word")
    if Tag.objects.filter(slug=key).exists():
        raise Conflict(_("There is a tag of this name. Merge it instead."), field="word")
    try:
        with transaction.atomic():
            return TagSynonym.objects.create(slug=key, tag=tag)
    except IntegrityError as error:
        raise Conflict(_("This spelling leads to a tag already."), field="word") from error


@transaction.atomic
def merge_tags(tag: Tag, *, into: Tag, by: Person) -> Tag:
    """Merge a tag into another: topics, synonyms and followers go along, its address leads to the heir. Raises NotAllowed, Invalid."""
    _must_edit(by)
    tag, heir = Tag.objects.select_for_update(of=("self",)).get(pk=tag.pk), into.merged_into or into
    if tag.pk == heir.pk or tag.merged_into_id is not None:
        raise Invalid(_("Choose another tag to merge it into."), field="into")
    for topic in tag.topics.all():
        topic.tags.add(heir)
    tag.topics.clear()
    Tag.objects.filter(merged_into=tag).update(merged_into=heir)
    TagSynonym.objects.filter(tag=tag).update(tag=heir)
    Tag.objects.filter(pk=tag.pk).update(merged_into=heir)
    hand_on_followers("tag", tag.pk, heir.pk)
    count_topics([tag.pk, heir.pk])
    publish(TagsMerged(tag_id=tag.pk, heir_id=heir.pk, by_id=by.pk))
    return heir


def _must_edit(by: Person) -> None:
    if not policy.can_edit_places(viewer_of(by)):
        raise NotAllowed(_("A host or a manager looks after spaces and tags."))

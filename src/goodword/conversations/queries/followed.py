"""Why somebody hears of a conversation they did not begin: what of it they follow, at this moment."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from goodword.conversations.models import Topic
from goodword.core.viewer import Viewer
from goodword.people.queries import follows


def why_told(topics: Iterable[Topic], viewer: Viewer) -> Mapping[int, str]:
    """The reason, by topic, for those topics of which `viewer` follows the writer, the space, a tag or a product.

    A topic that is not among the keys is followed no longer. Each kind of follow is one query, whatever the number of topics. The topics
    come with author, space, tags and products read.
    """
    topics = list(topics)
    persons = follows(viewer, "person", {topic.author_id for topic in topics})
    spaces = follows(viewer, "space", {topic.space_id for topic in topics if topic.space_id})
    tags = follows(viewer, "tag", {tag.pk for topic in topics for tag in topic.tags.all()})
    products = follows(viewer, "product", {product.pk for topic in topics for product in topic.about.all()})
    found: dict[int, str] = {}
    for topic in topics:
        named = [product.title for product in topic.about.all() if product.pk in products]
        named += [tag.name for tag in topic.tags.all() if tag.pk in tags]
        named += [topic.space.name] if topic.space and topic.space_id in spaces else []
        if topic.author_id in persons:
            name = topic.author.name
            found[topic.pk] = (
                _("You follow %(name)s.") % {"name": name} if name else _("You follow its writer.")
            )
        elif named:
            found[topic.pk] = _("You follow “%(name)s”.") % {"name": named[0]}
    return found

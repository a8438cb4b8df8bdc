"""The forms of the people room. They hold lengths and kinds; what may be done is decided by the verbs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodword.core.errors import Refused
from goodword.people.models import Person
from goodword.people.texts import role_choices

MAIL = {
    "autocomplete": "email",
    "inputmode": "email",
    "dir": "ltr",
    "maxlength": "254",
    "spellcheck": "false",
}


class Form(forms.Form):
    """A form that takes the refusal of a verb beside the field it names."""

    def refuse(self, refusal: Refused) -> None:
        """Show a refusal where it belongs; the person's text stays."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)


class SignInForm(Form):
    """Address and password."""

    email = forms.CharField(label=_("E-mail"), max_length=254, widget=forms.TextInput(MAIL))
    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password", "dir": "ltr"}),
    )


class AddressForm(Form):
    """An address for a link."""

    email = forms.CharField(label=_("E-mail"), max_length=254, widget=forms.TextInput(MAIL))


class NewPasswordForm(Form):
    """A new password, typed once; the field can be shown by the browser."""

    password = forms.CharField(
        label=_("New password"),
        max_length=1000,
        strip=False,
        help_text=_("Ten characters or more. A few words you will remember are best."),
        widget=forms.PasswordInput({"autocomplete": "new-password", "dir": "ltr"}),
    )


class SignUpForm(Form):
    """Name if they like, address, password if they like."""

    name = forms.CharField(
        label=_("Your name, as you say it"),
        max_length=100,
        required=False,
        help_text=_("A first name, a whole name, a pen name or none: we never guess one."),
        widget=forms.TextInput({"autocomplete": "name", "dir": "auto"}),
    )
    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Nobody sees it. We send you one link to show that it is yours."),
        widget=forms.TextInput(MAIL),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        required=False,
        help_text=_("Leave it empty to sign in with a link by e-mail each time."),
        widget=forms.PasswordInput({"autocomplete": "new-password", "dir": "ltr"}),
    )


class FirstOwnerForm(SignUpForm):
    """The first owner has a password: there may be no mail server yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].required = True
        self.fields["password"].help_text = NewPasswordForm.base_fields["password"].help_text
        self.fields["email"].help_text = _("You sign in with it. Nobody else sees it.")


class ProfileForm(Form):
    """What a person says of themselves."""

    name = forms.CharField(
        label=_("Your name, as you say it"),
        max_length=100,
        required=False,
        help_text=_("Shown beside what you write, exactly as you type it. Empty: no name is shown."),
        widget=forms.TextInput({"autocomplete": "name", "dir": "auto"}),
    )
    pronounced = forms.CharField(
        label=_("How it is said"),
        max_length=100,
        required=False,
        help_text=_("For example: beh-TEE-na krowss"),
        widget=forms.TextInput({"dir": "auto"}),
    )
    different = forms.CharField(
        label=_("What makes you different"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )
    interests = forms.CharField(
        label=_("What interests you"),
        max_length=800,
        required=False,
        help_text=_("Up to twelve, with commas between them."),
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
    )
    goals = forms.CharField(
        label=_("What you would like to manage"),
        max_length=500,
        required=False,
        help_text=_("A goal of your own, such as a book a week. Shown on your profile."),
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
    )

    @classmethod
    def of(cls, person: Person) -> "ProfileForm":
        """The form filled with what the profile says now."""
        values = {name: getattr(person, name) for name in ("name", "pronounced", "different", "goals")}
        return cls(initial={**values, "interests": ", ".join(person.interests)})


class PictureForm(Form):
    """A picture of oneself."""

    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG, WebP, GIF or AVIF, up to 12 MB. Place and camera are taken out of it."),
        widget=forms.FileInput({"accept": "image/*"}),
    )


class StaffForm(Form):
    """What the staff page says of a member of staff."""

    line = forms.CharField(label=_("What you do here"), max_length=200, required=False)
    great = forms.CharField(
        label=_("What is so great about this business?"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
    )
    hours = forms.CharField(label=_("When you are here"), max_length=120, required=False)
    areas = forms.CharField(
        label=_("What you answer"),
        max_length=800,
        required=False,
        help_text=_("Up to twelve, with commas between them."),
    )


class ChangePasswordForm(NewPasswordForm):
    """The present password, where there is one, and the new one."""

    present = forms.CharField(
        label=_("Present password"),
        max_length=1000,
        strip=False,
        required=False,
        widget=forms.PasswordInput({"autocomplete": "current-password", "dir": "ltr"}),
    )
    field_order = ["present", "password"]


class LeaveForm(Form):
    """How to leave."""

    texts = forms.ChoiceField(
        label=_("What happens to what you wrote?"),
        choices=[
            ("keep", _("It stays, without my name")),
            ("remove", _("Take everything back")),
        ],
        widget=forms.RadioSelect,
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        required=False,
        widget=forms.PasswordInput({"autocomplete": "current-password", "dir": "ltr"}),
    )


class ClaimForm(Form):
    """An old profile and the code that stands in it."""

    profile = forms.CharField(
        label=_("Your old profile here"),
        max_length=300,
        help_text=_("Its address, or the last part of it."),
        widget=forms.TextInput({"dir": "ltr"}),
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=60,
        help_text=_("It stands in your profile at the old place."),
        widget=forms.TextInput({"autocomplete": "one-time-code", "dir": "ltr", "spellcheck": "false"}),
    )


class RoleForm(Form):
    """Who gets which role, and why."""

    person = forms.CharField(
        label=_("Who"),
        max_length=254,
        help_text=_("Their e-mail, or the last part of their profile’s address."),
        widget=forms.TextInput({"dir": "ltr"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=())
    reason = forms.CharField(label=_("Why"), max_length=300, help_text=_("Kept with the role."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = forms.ChoiceField(label=_("Role"), choices=role_choices())


class VouchForm(Form):
    """Which imported person is whose account, and how staff know."""

    imported = forms.CharField(
        label=_("Imported profile"),
        max_length=300,
        help_text=_("Its address, the last part of it, or source:number."),
        widget=forms.TextInput({"dir": "ltr"}),
    )
    person = forms.CharField(
        label=_("Account"),
        max_length=254,
        help_text=_("Their e-mail, or the last part of their profile’s address."),
        widget=forms.TextInput({"dir": "ltr"}),
    )
    reason = forms.CharField(label=_("How you know"), max_length=300)

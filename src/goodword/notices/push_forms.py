"""What a browser says of itself when it is asked to take messages."""

from django import forms


class BrowserForm(forms.Form):
    """The address of the push service, and the two keys of RFC 8291 as base64url."""

    endpoint = forms.CharField(max_length=1000)
    public_key = forms.CharField(max_length=100)
    auth = forms.CharField(max_length=40)

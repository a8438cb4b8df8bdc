"""The addresses of this room."""

from django.urls import path

from goodword.people import desk
from goodword.people.models import EmailToken
from goodword.people.views import entry, faces, links, own

app_name = "people"
urlpatterns = [
    path("sign-in", entry.sign_in, name="sign_in"),
    path("sign-up", entry.sign_up, name="sign_up"),
    path("sign-out", entry.sign_out, name="sign_out"),
    path("sign-in/link", entry.ask_link, {"purpose": EmailToken.Purpose.SIGN_IN}, name="ask_sign_in"),
    path("reset", entry.ask_link, {"purpose": EmailToken.Purpose.RESET}, name="ask_reset"),
    path("sign-in/sent", entry.mail_sent, name="mail_sent"),
    path("sign-up/link/<str:secret>", links.sign_up_link, name="sign_up_link"),
    path("sign-in/link/<str:secret>", links.sign_in_link, name="sign_in_link"),
    path("sign-in/demo/<str:key>", links.demo_link, name="demo_link"),
    path("reset/<str:secret>", links.reset_link, name="reset_link"),
    path("address/<str:secret>", links.address_link, name="address_link"),
    path("first-owner", links.first_owner, name="first_owner"),
    path("people/<str:handle>", faces.profile, name="profile"),
    path("people/<str:handle>/picture", faces.own_picture, name="own_picture"),
    path("staff", faces.staff, name="staff"),
    path("pictures/<str:puid>", faces.picture, name="picture"),
    path("follows/<slug:kind>/<id:pk>", faces.follow, name="follow"),
    path("follows/<slug:kind>/<id:pk>/end", faces.unfollow, name="unfollow"),
    path("you", own.you, name="settings"),
    path("you/picture", own.picture, name="set_picture"),
    path("you/staff-page", own.staff_line, name="staff_line"),
    path("you/just-looking", own.just_looking, name="just_looking"),
    path("you/sessions", own.sessions, name="sessions"),
    path("you/address", own.address, name="address"),
    path("you/password", own.password, name="password"),
    path("you/roles", own.own_roles, name="own_roles"),
    path("you/roles/<id:pk>/agreement", own.answer_role, {"answer": "agreement"}, name="agree_to_role"),
    path("you/roles/<id:pk>/end", own.answer_role, {"answer": "end"}, name="end_own_role"),
    path("you/claim", own.claim, name="claim"),
    path("you/data", own.your_data, name="your_data"),
    path("you/data.json", own.export, name="export"),
    path("you/deletion", own.leave, name="leave"),
    path("left", own.left, name="left"),
    path("desk/staff", desk.desk_staff, name="desk_staff"),
    path("desk/roles/<id:pk>/end", desk.desk_end_role, name="desk_end_role"),
    path("desk/claims", desk.desk_vouch, name="desk_vouch"),
]
